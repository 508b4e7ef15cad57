package io.twinstream.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.twinstream.local.flink.FlinkCluster;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In this module and not in infra/local, because it needs the class path of the pipelines. */
@Tag("slow")
class FlinkClusterTest {
  @TempDir Path folder;

  @Test
  void offersSlotsAgainAfterItsTaskManagerIsKilled() {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state)) {
      FlinkCluster cluster = FlinkCluster.start(supervisor, Installation.find(), 3, 256);
      assertThat(cluster.rest().slots(), is(3));
      assertThat(cluster.rest().jobs(), is(empty()));
      LocalProcess first = cluster.taskManager();
      first.kill();
      LocalProcess second = cluster.startTaskManager();
      second.awaitReady(
          () -> cluster.rest().get("/overview").path("taskmanagers").asInt() == 1,
          Duration.ofSeconds(60));
      second.awaitReady(() -> cluster.rest().slots() == 3, Duration.ofSeconds(60));
      assertThat(first.isAlive(), is(false));
      assertThat(supervisor.fallen().get(0).name(), is(first.name()));
    }
    assertThat(state.alive(), is(empty()));
  }
}
