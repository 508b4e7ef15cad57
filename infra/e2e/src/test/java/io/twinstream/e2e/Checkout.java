package io.twinstream.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that these tests are part of. */
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
