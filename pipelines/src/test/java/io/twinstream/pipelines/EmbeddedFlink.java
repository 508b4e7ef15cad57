package io.twinstream.pipelines;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster inside this JVM that accepts jobs like a remote one. */
final class EmbeddedFlink implements AutoCloseable {
  private static final long SECONDS = 60;

  private final MiniCluster cluster;

  private EmbeddedFlink(MiniCluster cluster) {
    this.cluster = cluster;
  }

  static EmbeddedFlink start(int slots) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.setString("classloader.check-leaked-classloader", "false");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedFlink(cluster);
  }

  /** The options that submit a job to it. */
  List<String> options() throws Exception {
    return List.of(
        "--flinkMaster=localhost:" + cluster.getRestAddress().get().getPort(),
        "--attachedMode=false",
        "--filesToStage=" + anyJar());
  }

  /** Everything is on the class path already, but without this the runner would send all of it. */
  private static String anyJar() {
    return org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /** The jobs that have not ended. */
  List<JobID> running() throws Exception {
    return cluster.listJobs().get(SECONDS, TimeUnit.SECONDS).stream()
        .filter(job -> !job.getJobState().isGloballyTerminalState())
        .map(JobStatusMessage::getJobId)
        .toList();
  }

  /** The last failure of a job; empty if there was none. */
  String failure(JobID job) throws Exception {
    ErrorInfo failure = cluster.getExecutionGraph(job).get().getFailureInfo();
    return failure == null ? "" : failure.getExceptionAsString();
  }

  void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get(SECONDS, TimeUnit.SECONDS);
    while (cluster.getJobStatus(job).get() != JobStatus.CANCELED) {
      Thread.sleep(50);
    }
  }

  /**
   * Takes a checkpoint and returns its path; retries if one fails, for example because a task
   * restarts.
   */
  String checkpoint(JobID job) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * SECONDS);
    while (true) {
      try {
        return cluster.triggerCheckpoint(job).get(SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof CheckpointException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(500);
      }
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
