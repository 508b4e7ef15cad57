package io.twinstream.local.flink;

import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A ZooKeeper server, in which Flink records the jobs that a restarted job manager resumes. */
public final class ZooKeeper {
  /** The name of its process. */
  public static final String NAME = "zookeeper";

  /** The main class; it comes with Flink, and so with the pipelines. */
  private static final String MAIN =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  public static final String FOLDER = "flink/zookeeper";

  private ZooKeeper() {}

  static void start(
      Supervisor supervisor, Installation installation, int port, Duration startLimit) {
    StateDirectory state = supervisor.state();
    Path configuration = state.path().resolve("flink/zookeeper.cfg");
    String text =
        "clientPortAddress=127.0.0.1%nclientPort=%d%ndataDir=%s%nadmin.enableServer=false%n"
            .formatted(port, state.folder(FOLDER));
    try {
      Files.writeString(configuration, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + configuration, e);
    }
    LocalProcess process =
        supervisor.start(
            NAME,
            installation.java(
                state.temporary(),
                "pipelines",
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                MAIN,
                List.of(configuration.toString())));
    process.awaitReady(() -> Ports.answers(port), startLimit);
  }
}
