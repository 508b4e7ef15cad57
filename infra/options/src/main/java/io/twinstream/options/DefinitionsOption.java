package io.twinstream.options;

import io.twinstream.features.definition.Project;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.load.Definitions;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The definitions that a command, a job or the server works on. */
public final class DefinitionsOption {
  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description =
          "A folder of definitions, or one file; serve, stream run, inspect and generations"
              + " also accept registry:PROJECT, the definitions that were applied.")
  private String given;

  /** As it was given: a path, or {@code registry:PROJECT}. */
  public String given() {
    return given;
  }

  public Path path() {
    return FilePaths.of(given).toAbsolutePath();
  }

  /**
   * Reads the files.
   *
   * @throws io.twinstream.features.text.DefinitionException with all that is wrong
   */
  public Project load() {
    return Definitions.load(path());
  }
}
