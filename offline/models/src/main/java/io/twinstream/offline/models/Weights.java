package io.twinstream.offline.models;

import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.models.onnx.OnnxFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files next to that of a model that hold its weights, which is how large models are often saved.
 */
public final class Weights {
  private Weights() {}

  /** Returns the names of the weight files in a model; empty if the bytes are not a model. */
  public static Set<String> names(byte[] onnx) {
    try {
      return OnnxFile.parse(onnx).weights();
    } catch (IllegalArgumentException e) {
      return Set.of(); // Loading the model will report the problem.
    }
  }

  /** Returns the names of the weight files in a model file, which may be larger than memory. */
  public static Set<String> names(Path onnx) throws IOException {
    if (!FilePaths.isLocal(onnx)) {
      return names(Files.readAllBytes(onnx));
    }
    try (FileChannel file = FileChannel.open(onnx)) {
      if (file.size() > Integer.MAX_VALUE) {
        return Set.of(); // Protocol buffers messages end at 2 GiB.
      }
      return OnnxFile.parse(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size())).weights();
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }

  /**
   * Finds the files by their names in the model.
   *
   * @param model the file of the model: weights are in its folder, or in that of the file that it
   *     links to
   * @throws ModelException if a file is missing, or is not in that folder
   */
  public static Map<String, Path> find(Path model, Set<String> names) {
    Map<String, Path> found = new LinkedHashMap<>();
    try {
      for (String name : names) {
        found.put(name, find(model, name));
      }
    } catch (IOException e) {
      throw new ModelException("cannot read the weights of " + model + ": " + e.getMessage(), e);
    }
    return found;
  }

  private static Path find(Path model, String name) throws IOException {
    Path beside = model.toAbsolutePath().getParent();
    Path real = model.toRealPath().getParent();
    for (Path folder : List.of(beside, real)) {
      Path file = resolve(folder, name);
      if (Files.isRegularFile(file)) {
        Path target = file.toRealPath();
        if (!target.startsWith(beside.toRealPath()) && !target.startsWith(real)) {
          throw outside(name);
        }
        return target;
      }
    }
    throw new ModelException(
        "the weights '%s' are not beside the model; put the file into %s".formatted(name, beside));
  }

  private static Path resolve(Path folder, String name) {
    try {
      Path file = folder.resolve(name).normalize();
      if (!name.isEmpty() && !Path.of(name).isAbsolute() && file.startsWith(folder.normalize())) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw outside(name);
    }
    throw outside(name);
  }

  private static ModelException outside(String name) {
    return new ModelException(
        "the model has its weights in '"
            + name
            + "', which is not in its own folder; save it with its weights beside it");
  }

  /**
   * Copies the files next to another model.
   *
   * @param found by {@link #find}
   * @throws ModelException if other files with their names exist
   */
  public static void copy(Map<String, Path> found, Path folder) throws IOException {
    for (Map.Entry<String, Path> file : found.entrySet()) {
      Path to = folder.resolve(file.getKey());
      if (!Files.exists(to)) {
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.copy(file.getValue(), to);
      } else if (Files.mismatch(to, file.getValue()) >= 0) {
        throw new ModelException(
            to + " already exists with other content; write the copy into another folder");
      }
    }
  }
}
