package io.twinstream.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files of the working copy that contains these tests. */
final class Checkout {
  private Checkout() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
