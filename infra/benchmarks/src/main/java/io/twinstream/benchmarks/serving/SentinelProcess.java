package io.twinstream.benchmarks.serving;

import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts a sentinel with a quorum of one, from the machine's {@code redis-server}. */
final class SentinelProcess {
  private static final String PRIMARY = "primary";
  private static final String NAME = "redis-sentinel";

  private SentinelProcess() {}

  /**
   * Starts one.
   *
   * @param watched the port of the primary
   * @param down after how many milliseconds without a reply the primary counts as down
   * @return the sentinel's address
   */
  static String start(Supervisor supervisor, int watched, int down) throws IOException {
    int port = Ports.free();
    Path settings = supervisor.state().folder(NAME).resolve("sentinel.conf");
    Files.writeString(
        settings,
        """
        port %d
        bind 127.0.0.1
        sentinel monitor %2$s 127.0.0.1 %3$d 1
        sentinel down-after-milliseconds %2$s %4$d
        sentinel failover-timeout %2$s 10000
        """
            .formatted(port, PRIMARY, watched, down));
    LocalProcess process =
        supervisor.start(NAME, List.of("redis-server", settings.toString(), "--sentinel"));
    process.awaitReady(() -> Ports.answers(port), Duration.ofSeconds(20));
    return "redis-sentinel://127.0.0.1:" + port + "#" + PRIMARY;
  }
}
