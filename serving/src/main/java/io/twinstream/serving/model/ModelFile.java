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
 * The file of a model, as found by one scan of the folder.
 *
 * @param registered {@code name@version} of a registry; empty if the file itself contains them
 * @param aliases other names of the version in the registry, such as {@code champion}
 * @param content the stamp of the file; it changes if a link leads elsewhere or the file is written
 *     again
 * @param weights the stamps of the external weight files
 */
record ModelFile(
    Path path, String registered, Set<String> aliases, Stamp content, List<Stamp> weights) {

  /**
   * What changes if a file is written again or replaced.
   *
   * @param real the file behind all links
   * @param size in bytes; negative if the file does not exist
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

  /** Distinguishes it from others: a registry may have one file under two names. */
  String key() {
    return registered.isEmpty() ? path.toString() : registered;
  }

  static ModelFile of(Path path, String registered, Set<String> aliases) throws IOException {
    return new ModelFile(path, registered, aliases, Stamp.of(path), List.of());
  }

  /** The same, with its external weight files, given by their names in the model. */
  ModelFile withWeights(Set<String> names) throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (String name : names) {
      try {
        Path beside = path.resolveSibling(name);
        stamps.add(Stamp.of(Files.exists(beside) ? beside : content.real().resolveSibling(name)));
      } catch (InvalidPathException e) {
        continue; // Loading then refuses the model with this error.
      }
    }
    return new ModelFile(path, registered, aliases, content, stamps);
  }
}
