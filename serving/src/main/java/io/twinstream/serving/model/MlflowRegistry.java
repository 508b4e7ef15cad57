package io.twinstream.serving.model;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import io.twinstream.offline.models.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of an MLflow model registry: {@code models/NAME/version-N/meta.yaml} names the
 * folder of the version's artifacts, their {@code MLmodel} names the ONNX file, and {@code
 * models/NAME/aliases/ALIAS} names the version of an alias. Versions of other flavours are ignored.
 */
final class MlflowRegistry {
  private static final String MODELS = "models";
  private static final String VERSION = "version-";
  private static final String META = "meta.yaml";

  private final Path folder;
  private final Path models;

  /**
   * @param folder of the registry: MLflow's {@code mlruns}, or its {@code models}
   */
  MlflowRegistry(Path folder) {
    this.folder = folder;
    this.models = Files.isDirectory(folder.resolve(MODELS)) ? folder.resolve(MODELS) : folder;
  }

  static boolean isOne(Path folder) throws IOException {
    Path models = new MlflowRegistry(folder).models;
    for (Path model : folders(models)) {
      if (Files.exists(model.resolve(META))) {
        return true;
      }
    }
    return false;
  }

  List<ModelFile> files() throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (Path model : folders(models)) {
      Map<String, Set<String>> aliases = aliases(model);
      for (Path version : folders(model)) {
        String name = version.getFileName().toString();
        if (name.startsWith(VERSION) && Files.exists(version.resolve(META))) {
          String number = name.substring(VERSION.length());
          Optional<Path> onnx = onnx(version.resolve(META));
          if (onnx.isPresent()) {
            String id = model.getFileName() + "@" + number;
            files.add(ModelFile.of(onnx.get(), id, aliases.getOrDefault(number, Set.of())));
          }
        }
      }
    }
    return files;
  }

  private static Map<String, Set<String>> aliases(Path model) throws IOException {
    Map<String, Set<String>> aliases = new HashMap<>();
    Path folder = model.resolve("aliases");
    if (Files.isDirectory(folder)) {
      for (Path alias : FileTree.files(folder, 1)) {
        aliases
            .computeIfAbsent(Files.readString(alias).strip(), version -> new HashSet<>())
            .add(alias.getFileName().toString());
      }
    }
    return aliases;
  }

  /** The ONNX file of a version; empty if it has another flavour or is still being registered. */
  private Optional<Path> onnx(Path meta) throws IOException {
    YamlNode version = read(meta);
    String source = version.text("storage_location", version.text("source", ""));
    if (source.isEmpty() || !version.text("status", "READY").equals("READY")) {
      return Optional.empty();
    }
    Path artifacts = locate(source, meta);
    YamlNode description = read(artifacts.resolve("MLmodel"));
    return description
        .get("flavors")
        .flatMap(flavors -> flavors.get("onnx"))
        .map(onnx -> artifacts.resolve(onnx.text("data", "model.onnx")));
  }

  /** The folder of artifacts, also if the whole registry was moved after it was written. */
  private Path locate(String source, Path meta) {
    Path written = source.startsWith("file:") ? Path.of(URI.create(source)) : Path.of(source);
    if (Files.isDirectory(written)) {
      return written;
    }
    Path root = folder.toAbsolutePath();
    for (int from = 1; from < written.getNameCount(); from++) {
      Path moved = root.resolve(written.subpath(from, written.getNameCount()));
      if (Files.isDirectory(moved)) {
        return moved;
      }
    }
    throw new ModelException(
        meta
            + " names the folder "
            + source
            + ", which does not exist; only folders of "
            + "this machine can be read");
  }

  private static YamlNode read(Path file) throws IOException {
    Problems problems = new Problems();
    Optional<YamlNode> part = YamlNode.read(file, problems);
    problems.throwIfAny();
    return part.orElseThrow(() -> new IOException(file + " is empty"));
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    return FileTree.folders(parent, 1);
  }
}
