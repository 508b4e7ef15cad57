package io.twinstream.local.job;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads which views the runs of live jobs compute, from the manifests next to their checkpoints.
 */
public final class RunViews {
  private static final String MANIFEST = "job.properties";
  private static final String GENERATION = "generation.";

  private RunViews() {}

  /**
   * The views of a job.
   *
   * @param checkpoints the folder of the runs: a run's folder contains a folder named by the job's
   *     id
   * @return empty if the job has no run there
   */
  public static Set<String> of(Path checkpoints, String job) {
    Set<String> views = new TreeSet<>();
    run(checkpoints, job)
        .map(RunViews::manifest)
        .ifPresent(
            manifest ->
                manifest.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(GENERATION))
                    .forEach(name -> views.add(name.substring(GENERATION.length()))));
    return views;
  }

  /** The folder of a job's run. */
  public static Optional<Path> run(Path checkpoints, String job) {
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> runs = Files.list(checkpoints)) {
      return runs.filter(run -> Files.isDirectory(run.resolve(job)))
          .filter(run -> Files.isRegularFile(run.resolve(MANIFEST)))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + checkpoints, e);
    }
  }

  private static Properties manifest(Path run) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(run.resolve(MANIFEST))) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + run.resolve(MANIFEST), e);
    }
  }
}
