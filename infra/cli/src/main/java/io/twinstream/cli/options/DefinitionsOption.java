package io.twinstream.cli.options;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The definitions that a command works on. */
public final class DefinitionsOption {
  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file.")
  Path path;

  /**
   * Reads them.
   *
   * @throws io.twinstream.features.text.DefinitionException with all that is wrong
   */
  public Project load() {
    return Definitions.load(path);
  }

  /** The same, for a job. */
  public String argument() {
    return "--definitions=" + path.toAbsolutePath();
  }
}
