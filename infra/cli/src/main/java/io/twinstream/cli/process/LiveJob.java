package io.twinstream.cli.process;

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

/** The live pipeline as a job of the local stack's Flink cluster. */
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

  /** The command that submits the job and ends. */
  public static List<String> command(
      Installation installation, StackAddresses stack, StateDirectory state, List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--bootstrap-servers=" + stack.kafka());
    arguments.add("--redis=" + stack.redis());
    arguments.add("--flinkMaster=" + stack.flink());
    arguments.add("--attachedMode=false");
    // The cluster has the classes already; the runner wants a file to send nevertheless.
    arguments.add("--filesToStage=" + emptyJar(state.path()));
    return installation.java(
        state.temporary(),
        "pipelines",
        List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
        MAIN,
        arguments);
  }

  /** Submits the job and waits until all of its subtasks run. */
  public static LiveJob submit(
      Supervisor supervisor,
      Installation installation,
      StackAddresses stack,
      List<String> options) {
    FlinkRest rest = new FlinkRest(stack.flinkPort());
    Set<String> before = ids(rest);
    LocalProcess client =
        supervisor.start(
            "stream-submit", command(installation, stack, supervisor.state(), options));
    int code = client.await();
    supervisor.stop(client.name());
    if (code != 0) {
      throw new IllegalStateException("the live job was not accepted" + client.logEnd());
    }
    LiveJob job = started(rest, before);
    job.awaitTasks();
    return job;
  }

  /**
   * The live job that runs on a cluster.
   *
   * @throws IllegalStateException if there is none, or more than one
   */
  public static LiveJob running(FlinkRest rest) {
    List<String> jobs = List.copyOf(ids(rest));
    if (jobs.size() != 1) {
      throw new IllegalStateException(
          jobs.isEmpty()
              ? "no live job runs; how to go on says: twinstream stream status"
              : "several live jobs run: " + jobs + "; choose one with: stream stop --job ID");
    }
    return new LiveJob(rest, jobs.get(0));
  }

  /** The live jobs that run, in the order in which they were started. */
  public static List<FlinkRest.Job> alive(FlinkRest rest) {
    return rest.jobs().stream()
        .filter(job -> job.name().startsWith(NAME))
        .filter(FlinkRest.Job::isAlive)
        .sorted(Comparator.comparingLong(FlinkRest.Job::started))
        .toList();
  }

  /** The ids of the live jobs that run. */
  public static Set<String> ids(FlinkRest rest) {
    return alive(rest).stream()
        .map(FlinkRest.Job::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The live job that was started since.
   *
   * @param before what {@link #ids} said then
   */
  public static LiveJob started(FlinkRest rest, Set<String> before) {
    return ids(rest).stream()
        .filter(id -> !before.contains(id))
        .findFirst()
        .map(id -> new LiveJob(rest, id))
        .orElseThrow(() -> new IllegalStateException("the live job is gone: look at its log"));
  }

  /**
   * Refuses to go on beside a live job that computes one of these views: a second one would take
   * the readers from its generation.
   *
   * @param checkpoints the folder of the jobs' runs, which tells what they compute
   * @throws IllegalStateException if one does, or nobody can tell
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

  /** The project that a live job computes features of. */
  public static String project(FlinkRest.Job job) {
    return job.name().substring(NAME.length());
  }

  public static LiveJob of(FlinkRest rest, String id) {
    return new LiveJob(rest, id);
  }

  /** Waits until all subtasks run, as they do again some time after a failure. */
  public void awaitTasks() {
    awaitTasks(START_LIMIT);
  }

  /** The same, for so long. */
  public void awaitTasks(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!rest.allTasksRun(id)) {
      if (System.nanoTime() > deadline || rest.state(id).equals("FAILED")) {
        String failure = rest.failure(id).lines().findFirst().orElse("no task of it has failed");
        throw new IllegalStateException(
            ("not all of the live job %s runs after %d s, it is %s (%s);"
                    + " see: twinstream stream status")
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
