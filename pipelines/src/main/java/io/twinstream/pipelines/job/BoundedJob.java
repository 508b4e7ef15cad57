package io.twinstream.pipelines.job;

import io.twinstream.pipelines.files.JobProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/**
 * A historical job: on a Flink cluster inside this JVM, unless the user names another cluster or
 * runner. Closing waits until that cluster has ended, which happens after a job's last result, and
 * deletes its files.
 */
public record BoundedJob(String name, TemporaryFolder scratch) implements AutoCloseable {
  private static final Duration CLUSTER_END = Duration.ofSeconds(20);

  /** The last file that the cluster deletes from the folder of its temporary files. */
  private static final String LAST = "flink-rpc-akka*.jar";

  /** Creates the folder of temporary files. */
  public static BoundedJob create(String name) throws IOException {
    // Otherwise a shutdown hook of the actor system loads classes from a jar that may be deleted
    // already.
    System.setProperty("pekko.jvm-shutdown-hooks", "off");
    return new BoundedJob(name, TemporaryFolder.create("twinstream-job-"));
  }

  /**
   * An empty pipeline.
   *
   * @param given options of the runner, as {@code --name=value}
   */
  public Pipeline pipeline(List<String> given) {
    JobProgress.reset();
    return Pipeline.create(
        JobOptions.bounded(name, given, scratch.path().resolve("flink"), temporary()));
  }

  /**
   * Runs a pipeline to its end, and prints its progress.
   *
   * @param rowSources for each row of an event, the event's source; empty if that is not known
   */
  public PipelineResult run(Pipeline pipeline, List<String> rowSources, PrintWriter out) {
    try (JobProgress progress = JobProgress.follow(out, rowSources)) {
      PipelineResult result = pipeline.run();
      result.waitUntilFinish();
      return result;
    }
  }

  /** The path of a file of the job. */
  public Path file(String name) {
    return scratch.path().resolve(name);
  }

  private Path temporary() {
    return scratch.path().resolve("cluster").toAbsolutePath();
  }

  @Override
  public void close() {
    long deadline = System.nanoTime() + CLUSTER_END.toNanos();
    boolean interrupted = false;
    while (!isDeleted(System.nanoTime() >= deadline)) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        interrupted = true;
        deadline = System.nanoTime(); // give up waiting
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDeleted(boolean now) {
    try {
      if (!now && isRunning()) {
        return false;
      }
      scratch.close();
      return true;
    } catch (UncheckedIOException e) {
      if (now) {
        throw e;
      }
      return false; // the cluster deleted the same file at the same time
    }
  }

  private boolean isRunning() {
    if (!Files.isDirectory(temporary())) {
      return false;
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(temporary(), LAST)) {
      return jars.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + temporary(), e);
    }
  }
}
