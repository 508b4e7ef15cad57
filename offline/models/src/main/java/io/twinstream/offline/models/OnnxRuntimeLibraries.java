package io.twinstream.offline.models;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * ONNX Runtime with its native libraries loaded.
 *
 * <p>It copies them to a folder of their own among the temporary files, which it means to delete at
 * the end; but the folder stays (it is deleted before what is in it), and all of it where the
 * process is killed. Linux keeps a file that is mapped until nobody needs it: so there they go at
 * once.
 */
final class OnnxRuntimeLibraries {
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final String FOLDER = "onnxruntime-java";
  private static final OrtEnvironment ENVIRONMENT = load();

  private OnnxRuntimeLibraries() {}

  static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  private static OrtEnvironment load() {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    if (Files.isReadable(MAPPED)) {
      try {
        for (Path folder : foldersOfThisProcess()) {
          delete(folder);
        }
      } catch (IOException e) {
        return environment; // What stays is a few files too many.
      }
    }
    return environment;
  }

  private static Set<Path> foldersOfThisProcess() throws IOException {
    try (Stream<String> lines = Files.lines(MAPPED)) {
      return lines
          .filter(line -> line.contains("/" + FOLDER) && line.endsWith(".so"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
          .filter(folder -> folder.getFileName().toString().startsWith(FOLDER))
          .collect(Collectors.toSet());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
