package io.twinstream.local.flink;

import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StackPorts;
import io.twinstream.local.process.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Flink session cluster without a distribution: a job manager and task managers, each a JVM of
 * its own with the class path of the pipelines.
 */
public final class FlinkCluster {
  /** The name of the job manager's process. */
  public static final String JOB_MANAGER = "jobmanager";

  /** The name of the first task manager's process. */
  public static final String TASK_MANAGER = "taskmanager-1";

  public static final Duration START_LIMIT = Duration.ofSeconds(120);

  private static final String MODULE = "pipelines";

  private final Supervisor supervisor;
  private final Installation installation;
  private final Path configuration;
  private final String master;
  private final FlinkRest rest;
  private final int heapMegabytes;
  private final List<LocalProcess> taskManagers = new ArrayList<>();

  private FlinkCluster(
      Supervisor supervisor,
      Installation installation,
      Path configuration,
      String master,
      int heapMegabytes) {
    this.supervisor = supervisor;
    this.installation = installation;
    this.configuration = configuration;
    this.master = master;
    this.rest = FlinkRest.at(master);
    this.heapMegabytes = heapMegabytes;
  }

  /**
   * Starts a job manager and one task manager, and waits until its slots are offered.
   *
   * @param slots the number of subtasks of an operator that run at once
   * @param heapMegabytes for the user code of a task manager
   */
  public static FlinkCluster start(
      Supervisor supervisor, Installation installation, int slots, int heapMegabytes) {
    ClusterSize size = new ClusterSize(slots, heapMegabytes);
    return start(supervisor, installation, StackPorts.free(), size, false, START_LIMIT);
  }

  /**
   * Starts a cluster that may be persistent.
   *
   * @param lasting whether a restarted job manager resumes the jobs of the one before
   */
  public static FlinkCluster start(
      Supervisor supervisor,
      Installation installation,
      StackPorts ports,
      ClusterSize size,
      boolean lasting,
      Duration startLimit) {
    if (lasting) {
      ZooKeeper.start(supervisor, installation, ports.of(StackPorts.Use.ZOOKEEPER), startLimit);
    }
    FlinkCluster cluster =
        new FlinkCluster(
            supervisor,
            installation,
            FlinkConfiguration.write(supervisor.state(), ports, size, lasting),
            "localhost:" + ports.of(StackPorts.Use.FLINK_REST),
            size.heapMegabytes());
    LocalProcess jobManager =
        cluster.start(
            JOB_MANAGER,
            List.of("-Xmx512m", "-XX:MaxMetaspaceSize=256m"),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("--executionMode", "cluster"));
    cluster.startTaskManager();
    jobManager.awaitReady(
        () -> cluster.rest.answers() && cluster.rest.slots() >= size.slots(), startLimit);
    return cluster;
  }

  /** Starts another task manager; its slots are offered soon after. */
  public LocalProcess startTaskManager() {
    int heap = heapMegabytes + 128;
    LocalProcess started =
        start(
            "taskmanager-" + (taskManagers.size() + 1),
            List.of(
                // A state lives until the next event of its entity, which suits a copying
                // collector.
                "-XX:+UseParallelGC",
                "-Xms" + heap + "m",
                "-Xmx" + heap + "m",
                "-XX:MaxDirectMemorySize=320m",
                "-XX:MaxMetaspaceSize=256m"),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            List.of());
    taskManagers.add(started);
    return started;
  }

  private LocalProcess start(
      String name, List<String> options, String mainClass, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("--configDir", configuration.toString()));
    all.addAll(arguments);
    return supervisor.start(
        name, installation.java(supervisor.state().temporary(), MODULE, options, mainClass, all));
  }

  /** Returns the task manager started last. */
  public LocalProcess taskManager() {
    return taskManagers.get(taskManagers.size() - 1);
  }

  /** Returns the REST interface, to submit and query jobs. */
  public FlinkRest rest() {
    return rest;
  }

  /** Returns {@code host:port} for {@code --flinkMaster}. */
  public String master() {
    return master;
  }

  /** Returns the folder for {@code --flinkConfDir}. */
  public Path configuration() {
    return configuration;
  }
}
