package io.twinstream.offline.log;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds data sets that are not part of the project; a test that needs one is skipped without it.
 */
final class RealData {
  private RealData() {}

  static String file(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path file = root == null ? Path.of(name) : root.resolve("../shared/data").resolve(name);
    assumeTrue(Files.exists(file), "needs ../shared/data/" + name);
    return file.normalize().toString();
  }
}
