package io.twinstream.cli;

import io.twinstream.features.definition.Definitions;
import io.twinstream.features.definition.Project;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The definitions that a command works on. */
final class DefinitionsOption {
  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file.")
  Path path;

  /**
   * Reads them.
   *
   * @throws io.twinstream.features.definition.DefinitionException with all that is wrong
   */
  Project load() {
    return Definitions.load(path);
  }

  /** The same, for a job. */
  String argument() {
    return "--definitions=" + path.toAbsolutePath();
  }
}
