package io.twinstream.local.flink;

import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.StackPorts;
import io.twinstream.local.process.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of the JVMs of a Flink cluster, and of the clients that submit jobs to it. */
public final class FlinkConfiguration {
  /** The folder from which a restarted job manager resumes jobs. */
  public static final String RESUMPTION = "flink/resumption";

  private FlinkConfiguration() {}

  /**
   * Writes {@code config.yaml}.
   *
   * @param lasting whether a restarted job manager resumes the jobs of the one before
   */
  static Path write(StateDirectory state, StackPorts ports, ClusterSize size, boolean lasting) {
    Map<String, Object> values = new TreeMap<>();
    addresses(values, ports.of(StackPorts.Use.FLINK_RPC), ports.of(StackPorts.Use.FLINK_REST));
    memory(values, size.slots(), size.heapMegabytes());
    recovery(values, state);
    if (lasting) {
      resumption(values, state, ports);
    }
    // Without a distribution, jobs and cluster have the same class path.
    values.put("classloader.resolve-order", "parent-first");
    values.put("classloader.check-leaked-classloader", false);
    // All types have coders. Kryo, for types without one, has known vulnerabilities (infra/e2e
    // kept-faults.txt).
    values.put("pipeline.generic-types", false);
    // How long a record waits for others before they are sent; the default is 100 ms.
    values.put("execution.buffer-timeout.interval", "5 ms");
    values.put("io.tmp.dirs", state.folder("flink/tmp"));
    values.put("web.tmpdir", state.folder("flink/web"));
    values.put("web.submit.enable", false);
    values.put("web.cancel.enable", true);
    return store(state.folder("flink/conf"), values);
  }

  private static void addresses(Map<String, Object> values, int rpcPort, int restPort) {
    values.put("jobmanager.rpc.address", "localhost");
    values.put("jobmanager.bind-host", "localhost");
    values.put("jobmanager.rpc.port", rpcPort);
    values.put("rest.address", "localhost");
    values.put("rest.bind-address", "localhost");
    values.put("rest.port", restPort);
    values.put("rest.bind-port", restPort);
    values.put("taskmanager.host", "localhost");
    values.put("taskmanager.bind-host", "localhost");
  }

  /** Sets every part of the memory: outside of Flink's own scripts nothing derives them. */
  private static void memory(Map<String, Object> values, int slots, int heapMegabytes) {
    values.put("taskmanager.numberOfTaskSlots", slots);
    values.put("taskmanager.cpu.cores", (double) slots);
    values.put("taskmanager.memory.task.heap.size", heapMegabytes + "m");
    values.put("taskmanager.memory.framework.heap.size", "128m");
    values.put("taskmanager.memory.task.off-heap.size", "128m");
    values.put("taskmanager.memory.framework.off-heap.size", "128m");
    values.put("taskmanager.memory.network.min", "64m");
    values.put("taskmanager.memory.network.max", "64m");
    values.put("taskmanager.memory.managed.size", "128m");
    values.put("taskmanager.memory.jvm-metaspace.size", "256m");
    values.put("taskmanager.memory.jvm-overhead.min", "192m");
    values.put("taskmanager.memory.jvm-overhead.max", "192m");
  }

  private static void recovery(Map<String, Object> values, StateDirectory state) {
    // A killed task manager is noticed after this timeout; Flink's default is 50 s.
    values.put("heartbeat.interval", 1_000);
    values.put("heartbeat.timeout", 6_000);
    values.put("restart-strategy.type", "fixed-delay");
    values.put("restart-strategy.fixed-delay.attempts", Integer.MAX_VALUE);
    values.put("restart-strategy.fixed-delay.delay", "1 s");
    values.put("state.backend.type", "hashmap");
    values.put("state.checkpoints.dir", state.folder("flink/checkpoints").toUri());
    values.put("state.savepoints.dir", state.folder("flink/savepoints").toUri());
    values.put("state.checkpoints.num-retained", 3);
    values.put(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
  }

  /** ZooKeeper holds the list of jobs; large data is in files that it points to. */
  private static void resumption(
      Map<String, Object> values, StateDirectory state, StackPorts ports) {
    values.put("high-availability.type", "zookeeper");
    values.put(
        "high-availability.zookeeper.quorum", "127.0.0.1:" + ports.of(StackPorts.Use.ZOOKEEPER));
    values.put("high-availability.storageDir", state.folder(RESUMPTION).toUri());
    values.put("high-availability.jobmanager.port", ports.of(StackPorts.Use.FLINK_RPC));
    // The next job manager becomes the leader when the session of a killed one has expired.
    values.put("high-availability.zookeeper.client.session-timeout", 10_000);
    values.put("zookeeper.sasl.disable", true);
    // A restart of ZooKeeper does not change the leader: there is only one job manager.
    values.put("high-availability.zookeeper.client.tolerate-suspended-connections", true);
  }

  private static Path store(Path folder, Map<String, Object> values) {
    StringBuilder yaml = new StringBuilder();
    values.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    try {
      Files.writeString(folder.resolve("config.yaml"), yaml);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Flink's configuration to " + folder, e);
    }
  }
}
