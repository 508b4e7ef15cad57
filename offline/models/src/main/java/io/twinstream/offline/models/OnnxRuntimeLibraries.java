package io.twinstream.offline.models;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loads ONNX Runtime with its native libraries.
 *
 * <p>ONNX Runtime copies the libraries to a temporary folder of their own and tries to delete them
 * at exit. But the folder remains (its deletion is attempted before that of its files), and if the
 * process is killed, so do the files. Linux keeps a mapped file until it is unmapped, so this class
 * deletes them immediately.
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
        return environment; // Failure only leaves some files behind.
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
