package io.twinstream.cli.stack;

import static io.twinstream.local.flink.FlinkCluster.JOB_MANAGER;
import static io.twinstream.local.flink.FlinkCluster.TASK_MANAGER;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.process.OnlineStores;
import io.twinstream.cli.process.StackStart;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.StackHealth;
import io.twinstream.local.StackMain;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.local.traffic.Generator;
import io.twinstream.local.traffic.PaymentKey;
import io.twinstream.local.traffic.Traffic;
import io.twinstream.stores.OnlineStore;
import io.twinstream.verify.parity.ParityCheck;
import io.twinstream.verify.parity.Replay;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that no event is lost or counted twice if processes of a stack are killed while events
 * flow.
 */
@Tag("slow")
class StackFaultsTest {
  private static final Duration WITHIN = Duration.ofMinutes(4);

  @TempDir Path folder;

  private StateDirectory state;
  private Supervisor helper;

  @AfterEach
  void leaveNothing() {
    helper.close();
    state.alive(StackMain.NAME::equals).forEach(ProcessHandle::destroy);
    await(() -> state.alive().isEmpty(), "the stack to end");
  }

  @Test
  void killedProcessesAreRestartedAndNoStateDiffers() throws Exception {
    Installation installation = Installation.find();
    Path definitions = installation.home().resolve("transforms/examples/payments");
    Project project = Definitions.load(definitions);
    state = StateDirectory.at(folder.resolve("stack"));
    helper = new Supervisor(StateDirectory.at(folder.resolve("helper")));
    StackStart start = new StackStart(state, Optional.of(new ClusterSize(1, 256)), WITHIN, true);
    StackAddresses addresses = start.await();
    KafkaBroker.at(addresses.kafka())
        .createTopic("txn.events", 3, Map.of("message.timestamp.type", "LogAppendTime"));
    LiveJob job =
        LiveJob.submit(
            helper,
            installation,
            addresses,
            List.of(
                "--definitions=" + definitions,
                "--checkpoints=" + state.folder("checkpoints"),
                "--maxBundleTimeMills=100", // at 10, each operator wakes 200 times a second
                "--autoWatermarkInterval=100",
                "--checkpointingInterval=1000"));
    Generator generator = generator(addresses);
    CompletableFuture<Generator.Sent> sending =
        CompletableFuture.supplyAsync(() -> generator.run(60, 24_000, WITHIN.multipliedBy(2)));

    goesOnWithoutRoomForCheckpoints(job);
    kill(job, addresses, TASK_MANAGER, RedisServer.NAME);
    kill(job, addresses, TASK_MANAGER, JOB_MANAGER);
    await(() -> job.rest().checkpointsInProgress(job.id()) > 0, "a checkpoint to be taken");
    kill(job, addresses, KafkaBroker.NAME, TASK_MANAGER);
    generator.stop();
    assertThat(sending.join().records(), greaterThan(500L));
    generator.close();

    Replay replay = new Replay(project, "transactions", EventDecoder.DEFAULT_MAX_BYTES, 10);
    new TopicContents(addresses.kafka(), "txn.events").forEach(replay::add);
    try (OnlineStore store = OnlineStores.open(addresses.redis())) {
      ParityCheck check = new ParityCheck(project, store, replay);
      check.awaitLive(WITHIN, () -> true);
      check.withReplay();
      assertThat(check.report().json(), check.report().holds(), is(true));
    }
    assertThat(LiveJob.alive(job.rest()), hasSize(1));
    assertThat(StackHealth.problems(state, addresses), is(empty()));
  }

  /** As on a full disk: the job continues, and takes checkpoints when there is space again. */
  private static void goesOnWithoutRoomForCheckpoints(LiveJob job) throws Exception {
    await(() -> job.rest().latestCheckpoint(job.id()).isPresent(), "a checkpoint");
    Path room = Path.of(job.rest().latestCheckpoint(job.id()).orElseThrow()).getParent();
    Path aside = room.resolveSibling("aside");
    Files.move(room, aside);
    Files.createFile(room);
    await(() -> !job.rest().checkpointFailure(job.id()).isEmpty(), "a checkpoint to fail");
    Files.delete(room);
    Files.move(aside, room);
    await(() -> job.rest().checkpointFailure(job.id()).isEmpty(), "a checkpoint after it");
    assertThat(job.rest().restored(job.id()), is(0));
  }

  /**
   * Kills processes of the stack at the same time, and waits until the same job takes checkpoints.
   */
  private void kill(LiveJob job, StackAddresses addresses, String... names) {
    List<ProcessHandle> killed =
        Stream.of(names).flatMap(name -> state.alive(name::equals).stream()).toList();
    assertThat(killed, hasSize(names.length));
    killed.forEach(ProcessHandle::destroyForcibly);
    killed.forEach(process -> process.onExit().join());
    String what = String.join(" and ", names) + " to come back";
    await(() -> StackHealth.problems(state, addresses).isEmpty(), what);
    await(() -> job.rest().allTasksRun(job.id()), what + " with the job");
    int taken = job.rest().checkpoints(job.id());
    await(() -> job.rest().checkpoints(job.id()) > taken, what + " with checkpoints");
  }

  /**
   * Event times are spread as if all events were sent; the generator is stopped after the last
   * kill.
   */
  private static Generator generator(StackAddresses addresses) {
    Traffic traffic =
        new Traffic(11, 300, 1.1, 0.05, 0.05, Duration.ofMinutes(5), Duration.ofHours(20));
    return new Generator(
        traffic,
        addresses.kafka(),
        "txn.events",
        PaymentKey.transaction_id,
        Optional.empty(),
        Clock.systemUTC());
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (!holds(condition)) {
      assertThat("waited in vain for " + what, System.nanoTime() < deadline, is(true));
      Waiting.pause(Duration.ofMillis(200));
    }
  }

  /** Whether the condition holds; false if a part of the stack does not answer. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }
}
