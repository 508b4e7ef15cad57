package io.twinstream.cli.definitions;

import java.nio.file.Files;
import java.nio.file.Path;

/** A path of definitions, as commands are given it. */
final class DefinitionsPath {
  private DefinitionsPath() {}

  static void requireThere(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          "there is no file or folder " + path.toAbsolutePath() + "; check the path");
    }
  }
}
