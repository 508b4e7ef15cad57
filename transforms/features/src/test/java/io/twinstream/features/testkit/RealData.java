package io.twinstream.features.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Public data sets, which are not part of the project; {@code infra/data} fetches them. */
public final class RealData {
  private static final String FOLDER = "TWINSTREAM_DATA";

  private RealData() {}

  /**
   * A file of a data set. The test that asks for it is skipped without it.
   *
   * @throws IllegalStateException if the variable names no folder
   */
  public static Path file(String name) {
    return file(name, System.getenv(FOLDER));
  }

  static Path file(String name, String folder) {
    assumeTrue(folder != null && !folder.isBlank(), missing(name));
    Path data = Path.of(folder).toAbsolutePath();
    if (!Files.isDirectory(data)) {
      throw new IllegalStateException(FOLDER + " is '" + folder + "', which is not a folder");
    }
    Path file = data.resolve(name);
    assumeTrue(Files.isRegularFile(file), missing(name));
    return file;
  }

  private static String missing(String name) {
    return "needs the folder " + FOLDER + " with " + name + ": see infra/data/README.md";
  }

  /** The definitions of an example. */
  public static Path example(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("transforms/examples").resolve(name);
  }
}
