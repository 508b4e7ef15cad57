package io.twinstream.serving.model;

import io.twinstream.offline.models.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the models of a folder: all its {@code .onnx} files, or what an MLflow registry lists. */
final class ModelFolder {
  private static final int MAX_DEPTH = 8;

  private final Path folder;

  ModelFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * What is there now, in the order of paths.
   *
   * @throws ModelException if the folder cannot be read
   */
  List<ModelFile> files() {
    try {
      return MlflowRegistry.isOne(folder) ? new MlflowRegistry(folder).files() : onnxFiles();
    } catch (IOException | UncheckedIOException e) {
      throw new ModelException("cannot read the models in " + folder + ": " + e.getMessage(), e);
    }
  }

  private List<ModelFile> onnxFiles() throws IOException {
    List<ModelFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder, MAX_DEPTH)) {
      for (Path path : found.filter(ModelFolder::isOnnx).sorted().toList()) {
        files.add(ModelFile.of(path, "", java.util.Set.of()));
      }
    }
    return files;
  }

  private static boolean isOnnx(Path path) {
    return path.toString().endsWith(".onnx") && Files.isRegularFile(path);
  }
}
