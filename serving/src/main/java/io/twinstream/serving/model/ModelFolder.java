package io.twinstream.serving.model;

import io.twinstream.features.files.FileTree;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the models in a folder: all its {@code .onnx} files, or the versions that an MLflow
 * registry lists.
 */
final class ModelFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

  private final Path folder;

  /** The names of the weight files of the models found by the last scan. */
  private Map<ModelFile.Stamp, Set<String>> weights = Map.of();

  ModelFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /**
   * The current models, ordered by path.
   *
   * @throws ModelException if the folder cannot be read
   */
  List<ModelFile> files() {
    try {
      return withWeights(
          MlflowRegistry.isOne(folder) ? new MlflowRegistry(folder).files() : onnxFiles());
    } catch (IOException | UncheckedIOException e) {
      throw new ModelException("cannot read the models in " + folder + ": " + e.getMessage(), e);
    }
  }

  private List<ModelFile> withWeights(List<ModelFile> models) throws IOException {
    Map<ModelFile.Stamp, Set<String>> names = new HashMap<>();
    List<ModelFile> files = new ArrayList<>();
    for (ModelFile model : models) {
      Set<String> known = weights.get(model.content());
      Set<String> own = known != null ? known : names(model);
      names.put(model.content(), own);
      files.add(model.withWeights(own));
    }
    weights = names;
    return files;
  }

  /**
   * The names of the model's external weight files; none if it cannot be read, which loading will
   * report.
   */
  private static Set<String> names(ModelFile model) {
    try {
      return Weights.names(model.path());
    } catch (IOException
        | RuntimeException
        | InternalError e) { // InternalError if the file is truncated.
      LOG.warn("{} cannot be read: {}", model.path(), e.toString());
      return Set.of();
    }
  }

  private List<ModelFile> onnxFiles() throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (Path path : FileTree.files(folder)) {
      if (path.toString().endsWith(".onnx")) {
        files.add(ModelFile.of(path, "", Set.of()));
      }
    }
    return files;
  }
}
