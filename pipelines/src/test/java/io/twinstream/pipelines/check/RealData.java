package io.twinstream.pipelines.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project and the data sets are that are not part of it. */
final class RealData {
  private RealData() {}

  /** A data set; the test that asks is skipped where it is absent. */
  static Path file(String name) {
    Path file = root().resolve("../shared/data").resolve(name).normalize();
    assumeTrue(Files.exists(file), "needs ../shared/data/" + name);
    return file;
  }

  /** The definitions of an example. */
  static Path example(String name) {
    return root().resolve("transforms/examples").resolve(name);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
