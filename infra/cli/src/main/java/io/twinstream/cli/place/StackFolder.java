package io.twinstream.cli.place;

import io.twinstream.local.process.StateDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of a local stack's files. */
public class StackFolder {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "The folder of the stack's files (default: ${DEFAULT-VALUE}).")
  public Path state;

  public StateDirectory files() {
    return StateDirectory.at(state);
  }

  /**
   * @param byDefault the value if the user does not give the option
   */
  protected StackFolder(Path byDefault) {
    this.state = byDefault;
  }
}
