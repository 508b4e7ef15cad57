package io.twinstream.local.job;

import io.twinstream.local.StackAddresses;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** The live job on the local stack's Flink cluster: submits it, finds it, waits for its tasks. */
public final class LiveJob {
  private static final String MAIN = "io.twinstream.pipelines.stream.StreamJob";
  private static final String NAME = "twinstream-";
  private static final Duration START_LIMIT = Duration.ofSeconds(120);

  private final FlinkRest rest;
  private final String id;

  private LiveJob(FlinkRest rest, String id) {
    this.rest = rest;
    this.id = id;
  }

  /** The command line that submits the job to the local stack's cluster, and ends. */
  public static List<String> command(
      Installation installation, StateDirectory state, String flink, List<String> options) {
    // The cluster has the classes already, but the runner insists on a file to send.
    List<Path> sent = List.of(emptyJar(state.path()));
    return command(installation, state.temporary(), flink, sent, options);
  }

  /**
   * The command line that submits the job to a cluster, and ends.
   *
   * @param temporary the folder for temporary files
   * @param flink the address of the cluster
   * @param sent jars and folders of classes that the cluster does not have
   * @param options of the job
   */
  public static List<String> command(
      Installation installation,
      Path temporary,
      String flink,
      List<Path> sent,
      List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--flinkMaster=" + flink);
    arguments.add("--attachedMode=false");
    arguments.add(
        "--filesToStage=" + sent.stream().map(Path::toString).collect(Collectors.joining(",")));
    return installation.java(
        temporary,
        "pipelines",
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        MAIN,
        arguments);
  }

  /** Submits the job and waits until all of its subtasks run. */
  public static LiveJob submit(
      Supervisor supervisor,
      Installation installation,
      StackAddresses stack,
      List<String> options) {
    FlinkRest rest = FlinkRest.at(stack.flink());
    Set<String> before = ids(rest);
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--kafka=" + stack.kafka());
    arguments.add("--redis=" + stack.redis());
    LocalProcess client =
        supervisor.start(
            "stream-submit", command(installation, supervisor.state(), stack.flink(), arguments));
    int code = client.await();
    supervisor.stop(client.name());
    if (code != 0) {
      throw new IllegalStateException(
          "the Flink cluster did not accept the live job" + client.logEnd());
    }
    LiveJob job = started(rest, before);
    job.awaitTasks();
    return job;
  }

  /**
   * The only live job of a cluster.
   *
   * @throws IllegalStateException if there is none, or more than one
   */
  public static LiveJob running(FlinkRest rest) {
    List<String> jobs = List.copyOf(ids(rest));
    if (jobs.size() != 1) {
      throw new IllegalStateException(
          jobs.isEmpty()
              ? "no live job runs; to see how to resume one, run: twinstream stream status"
              : "several live jobs run: " + jobs + "; choose one with: stream stop --job ID");
    }
    return new LiveJob(rest, jobs.get(0));
  }

  /** The running live jobs, in the order of their start. */
  public static List<FlinkRest.Job> alive(FlinkRest rest) {
    return rest.jobs().stream()
        .filter(job -> job.name().startsWith(NAME))
        .filter(FlinkRest.Job::isAlive)
        .sorted(Comparator.comparingLong(FlinkRest.Job::started))
        .toList();
  }

  /** The ids of the running live jobs. */
  public static Set<String> ids(FlinkRest rest) {
    return alive(rest).stream()
        .map(FlinkRest.Job::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The live job that was started since then.
   *
   * @param before the result of {@link #ids} then
   */
  public static LiveJob started(FlinkRest rest, Set<String> before) {
    return ids(rest).stream()
        .filter(id -> !before.contains(id))
        .findFirst()
        .map(id -> new LiveJob(rest, id))
        .orElseThrow(() -> new IllegalStateException("the live job has ended: see its log"));
  }

  /**
   * Refuses to start a second live job for one of these views, because it would take the readers
   * from the first one's generation.
   *
   * @param checkpoints the folder of the jobs' runs, whose manifests list their views
   * @throws IllegalStateException if a running job computes one, or its views are unknown
   */
  public static void requireNone(FlinkRest rest, Path checkpoints, Collection<String> views) {
    for (String id : ids(rest)) {
      Set<String> computed = RunViews.of(checkpoints, id);
      Optional<String> same = views.stream().filter(computed::contains).findFirst();
      if (same.isPresent() || computed.isEmpty()) {
        throw new IllegalStateException(
            "a live job runs already: %s%s; stop it with: twinstream stream stop"
                .formatted(id, same.map(view -> ", which computes " + view).orElse("")));
      }
    }
  }

  /** The live job that was started last, running or ended; empty if there was none. */
  public static Optional<FlinkRest.Job> latest(FlinkRest rest) {
    return rest.jobs().stream()
        .filter(job -> job.name().startsWith(NAME))
        .max(Comparator.comparingLong(FlinkRest.Job::started));
  }

  /** The project of a live job. */
  public static String project(FlinkRest.Job job) {
    return job.name().substring(NAME.length());
  }

  public static LiveJob of(FlinkRest rest, String id) {
    return new LiveJob(rest, id);
  }

  /** Waits until all subtasks run, also after a failure. */
  public void awaitTasks() {
    awaitTasks(START_LIMIT);
  }

  /** The same with a time limit. */
  public void awaitTasks(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!rest.allTasksRun(id)) {
      if (System.nanoTime() > deadline || rest.state(id).equals("FAILED")) {
        String cause = rest.failureCause(id);
        String failure = cause.isEmpty() ? "none of its tasks has failed" : cause;
        throw new IllegalStateException(
            ("live job %s is not fully running after %d s: its state is %s (%s); see: "
                    + "twinstream stream status")
                .formatted(id, limit.toSeconds(), rest.state(id), failure));
      }
      Waiting.pause(Duration.ofMillis(100));
    }
  }

  public String id() {
    return id;
  }

  public FlinkRest rest() {
    return rest;
  }

  private static Path emptyJar(Path state) {
    Path jar = state.resolve("empty.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, new java.util.jar.Manifest()).close();
      return jar.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + jar, e);
    }
  }
}
