package io.twinstream.cli.place;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The files of a stack that lasts as long as the command. */
public final class OwnFiles extends StackFolder {
  @Option(names = "--keep-files", description = "Keep logs and data in the folder of --state.")
  public boolean keep;

  /**
   * @param name the default name of the folder
   */
  public OwnFiles(String name) {
    super(Path.of(".twinstream", name));
  }
}
