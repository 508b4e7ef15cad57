package io.twinstream.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The file of a model, as it was when it was looked at.
 *
 * @param registered what a registry calls it, {@code name@version}; empty where the file itself
 *     says so
 * @param aliases other names of the version in the registry, as in {@code champion}
 * @param content what is read: another one where a link leads elsewhere or a file has changed
 * @param weights the same of the files beside it that have its weights
 */
record ModelFile(
    Path path, String registered, Set<String> aliases, Stamp content, List<Stamp> weights) {

  /**
   * A file, by what changes when it is written again or another takes its place.
   *
   * @param real the file itself, behind all links
   * @param size in bytes; negative if it is not there
   * @param modified in milliseconds since 1970
   */
  record Stamp(Path real, long size, long modified) {
    static Stamp of(Path path) throws IOException {
      if (!Files.exists(path)) {
        return new Stamp(path, -1, 0);
      }
      Path real = path.toRealPath();
      return new Stamp(real, Files.size(real), Files.getLastModifiedTime(real).toMillis());
    }
  }

  ModelFile {
    Objects.requireNonNull(path, "path");
    aliases = Set.copyOf(aliases);
    weights = List.copyOf(weights);
  }

  /** What tells it from others: a registry may have one file under two names. */
  String key() {
    return registered.isEmpty() ? path.toString() : registered;
  }

  static ModelFile of(Path path, String registered, Set<String> aliases) throws IOException {
    return new ModelFile(path, registered, aliases, Stamp.of(path), List.of());
  }

  /** The same with the files of its weights, as it calls them. */
  ModelFile withWeights(Set<String> names) throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (String name : names) {
      try {
        Path beside = path.resolveSibling(name);
        stamps.add(Stamp.of(Files.exists(beside) ? beside : content.real().resolveSibling(name)));
      } catch (InvalidPathException e) {
        continue; // The model is refused for it when it is loaded.
      }
    }
    return new ModelFile(path, registered, aliases, content, stamps);
  }
}
