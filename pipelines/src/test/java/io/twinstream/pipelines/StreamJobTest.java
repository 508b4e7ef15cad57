package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.local.Installation;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.StateDirectory;
import io.twinstream.local.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live job on a real broker and the real runner. */
@Tag("slow")
class StreamJobTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CARDS = "card_spend@1";

  @TempDir static Path stack;
  private static Supervisor supervisor;
  private static KafkaBroker broker;
  private static EmbeddedFlink flink;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    supervisor = new Supervisor(StateDirectory.at(stack));
    broker = KafkaBroker.start(supervisor, Installation.find());
    flink = EmbeddedFlink.start(2);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      flink.close();
    } finally {
      supervisor.close();
    }
  }

  @Test
  void liveStatesAreThoseOfTheAlgebraAndOfTheBackfill() throws Exception {
    List<Transactions.Known> records = Transactions.records(1, 5_000);
    broker.createTopic(Transactions.TOPIC, 3, Map.of());
    Transactions.send(broker.bootstrapServers(), records, 3);
    SharedStore store = SharedStore.create();
    assertThat(stream(store), is(0));
    JobID job = flink.running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(store.open(), CARDS, expected, SOON), is(expected));
    flink.cancel(job);
    SharedStore rebuilt = SharedStore.create();
    assertThat(backfill(rebuilt, Transactions.write(folder, records)), is(0));
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      assertThat(Expected.stored(rebuilt.open(), view), is(Expected.stored(store.open(), view)));
    }
  }

  private int backfill(SharedStore store, Path history) throws Exception {
    List<String> args =
        List.of(
            "--definitions=" + Transactions.definitions(folder),
            "--history=transactions=" + history,
            "--online",
            "--redis=in:1",
            "--flinkMaster=[local]",
            "--parallelism=2");
    return Main.run(new BackfillJob(address -> store), args.toArray(String[]::new));
  }

  private int stream(SharedStore store, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + Transactions.definitions(folder),
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--redis=in:1",
                "--checkpoints=" + folder.resolve("checkpoints")));
    args.addAll(flink.options());
    args.addAll(List.of(more));
    return Main.run(
        new StreamJob(Clock.systemUTC(), address -> store), args.toArray(String[]::new));
  }
}
