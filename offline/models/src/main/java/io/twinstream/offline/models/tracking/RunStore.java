package io.twinstream.offline.models.tracking;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.offline.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stores training runs in the layout of MLflow's file store: {@code EXPERIMENT/RUN/} with {@code
 * meta.yaml}, {@code params}, {@code metrics}, {@code tags} and {@code artifacts}. {@code mlflow ui
 * --backend-store-uri FOLDER} shows them.
 *
 * @param folder is created if it does not exist
 */
public record RunStore(Path folder) {
  private static final String META = "meta.yaml";
  private static final int FINISHED = 3;
  private static final int LOCAL = 4;

  /**
   * Writes a run. Its folder appears when it is complete.
   *
   * @param experiment the name of the experiment, which is created if it does not exist
   * @return the folder of the run
   */
  public Path write(String experiment, Run run) {
    try {
      Path parent = experiment(experiment, run.begun());
      String id = id(run);
      Path complete = parent.resolve(id);
      if (!FilePaths.isLocal(complete)) {
        IncompleteFolder.begin(complete);
        write(run, complete, complete, parent.getFileName().toString());
        IncompleteFolder.complete(complete);
        return complete;
      }
      Path incomplete = Files.createTempDirectory(parent, ".incomplete-");
      try {
        write(run, incomplete, complete, parent.getFileName().toString());
        return Files.move(incomplete, complete, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(incomplete);
      }
    } catch (IOException e) {
      throw new ModelException("cannot write the run to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String id(Run run) {
    String text = run.name() + run.begun() + run.ended() + run.parameters() + run.metrics();
    return "%016x%016x"
        .formatted(
            Hashing.xxh3_64(1).hashCharsToLong(text), Hashing.xxh3_64(2).hashCharsToLong(text));
  }

  private static void write(Run run, Path into, Path uri, String experiment) throws IOException {
    Map<String, String> meta = new LinkedHashMap<>();
    meta.put("artifact_uri", quoted(uri(uri.resolve("artifacts"))));
    meta.put("end_time", Long.toString(run.ended().toEpochMilli()));
    meta.put("entry_point_name", "''");
    meta.put("experiment_id", quoted(experiment));
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", quoted(uri.getFileName().toString()));
    meta.put("run_name", quoted(run.name()));
    meta.put("source_name", "''");
    meta.put("source_type", Integer.toString(LOCAL));
    meta.put("source_version", "''");
    meta.put("start_time", Long.toString(run.begun().toEpochMilli()));
    meta.put("status", Integer.toString(FINISHED));
    meta.put("tags", "[]");
    meta.put("user_id", "''");
    yaml(into.resolve(META), meta);
    for (String kind : List.of("params", "metrics", "tags", "artifacts")) {
      Files.createDirectory(into.resolve(kind));
    }
    for (var parameter : run.parameters().entrySet()) {
      Files.writeString(into.resolve("params").resolve(parameter.getKey()), parameter.getValue());
    }
    for (var metric : run.metrics().entrySet()) {
      Files.writeString(
          into.resolve("metrics").resolve(metric.getKey()),
          run.ended().toEpochMilli() + " " + metric.getValue() + " 0\n");
    }
    Map<String, String> tags = new LinkedHashMap<>(run.tags());
    tags.put("mlflow.runName", run.name());
    tags.put("mlflow.source.name", "twinstream train");
    tags.put("mlflow.source.type", "LOCAL");
    for (var tag : tags.entrySet()) {
      Files.writeString(into.resolve("tags").resolve(tag.getKey()), tag.getValue());
    }
    for (var artifact : run.artifacts().entrySet()) {
      Files.write(into.resolve("artifacts").resolve(artifact.getKey()), artifact.getValue());
    }
  }

  /** Returns the folder of an experiment: the one with its name, or one with the next number. */
  private Path experiment(String name, Instant now) throws IOException {
    Files.createDirectories(folder);
    List<Path> all = List.of();
    if (Files.isDirectory(folder)) { // In an object store, an empty folder does not exist.
      try (Stream<Path> found = Files.list(folder)) {
        all = found.filter(path -> Files.isRegularFile(path.resolve(META))).toList();
      }
    }
    for (Path path : all) {
      if (name(path).equals(Optional.of(name))) {
        return path;
      }
    }
    long last =
        all.stream()
            .map(path -> path.getFileName().toString())
            .filter(text -> text.matches("\\d{1,18}"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
    Path made = Files.createDirectory(folder.resolve(Long.toString(last + 1)));
    Map<String, String> meta = new LinkedHashMap<>();
    meta.put("artifact_location", quoted(uri(made)));
    meta.put("creation_time", Long.toString(now.toEpochMilli()));
    meta.put("experiment_id", quoted(made.getFileName().toString()));
    meta.put("last_update_time", Long.toString(now.toEpochMilli()));
    meta.put("lifecycle_stage", "active");
    meta.put("name", quoted(name));
    yaml(made.resolve(META), meta);
    return made;
  }

  private static Optional<String> name(Path experiment) throws IOException {
    try (Stream<String> lines = Files.lines(experiment.resolve(META))) {
      return lines
          .filter(line -> line.startsWith("name: "))
          .map(line -> line.substring(6).strip())
          .map(
              text ->
                  text.startsWith("'")
                      ? text.substring(1, text.length() - 1).replace("''", "'")
                      : text)
          .findFirst();
    }
  }

  private static void yaml(Path file, Map<String, String> lines) throws IOException {
    Files.writeString(
        file,
        lines.entrySet().stream()
            .map(line -> line.getKey() + ": " + line.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  private static String uri(Path path) {
    String uri = path.toAbsolutePath().normalize().toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
