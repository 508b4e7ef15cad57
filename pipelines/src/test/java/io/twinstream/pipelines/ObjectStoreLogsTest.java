package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.offline.objects.S3Server;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.rebuild.RebuildJob;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that the live job writes its logs to an object store, and that jobs read them there. */
@Tag("slow")
class ObjectStoreLogsTest extends LiveJobFixture {
  @Test
  void logsInAnObjectStoreRebuildAStoreBeginAJobAndAreHistory() throws Exception {
    List<Transactions.Known> records = Transactions.records(21, 1_500);
    List<Transactions.Known> logged = records.subList(0, 1_000);
    Path logs = S3Server.shared().folder("live/logs");
    begin(2);
    Files.writeString(
        definitions,
        Files.readString(definitions)
            .replace("history: {format: json_lines, known: known_at}", ""));
    send(logged, 2);
    assertThat(stream("--no-self-heal", "--output=" + logs, "--log-seconds=1"), is(0));
    awaitStates(logged);
    Path archive = logs.resolve("events/transactions");
    AccountingReader reader =
        AccountingReader.of(Definitions.load(definitions), archive, logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(1_000)).holds());
    assertThat(reader.read("transactions", OptionalLong.of(1_000)).problems(), is(empty()));

    Generation lived = Expected.followed(stack.store(), CARDS);
    deleteRecordsBelow(300, 2);
    flushAll();
    awaitTrue(() -> Await.within(SOON, stack.store().losses().lostAt(lived)).isPresent());
    assertThat(rebuild("--logs=" + logs), is(0));
    awaitStates(logged);
    stack.flink().cancel(stack.flink().running().get(0));

    send(records.subList(1_000, 1_500), 2);
    assertThat(stream("--bootstrap=" + logs), is(0));
    awaitStates(records);
    stack.flink().cancel(stack.flink().running().get(0));

    assertThat(backfill(archive, "--new-generation"), is(0));
    awaitStates(logged);
  }

  /** Otherwise the job would begin, and fail when its first file is complete. */
  @Test
  void logsThatCannotBeWrittenOrReadAreRefusedAtTheStart() throws Exception {
    begin(1);
    assertThat(stream("--output=s3://no-such-bucket/logs"), is(1));
    assertThat(stream("--bootstrap=s3://no-such-bucket/logs"), is(1));
    Path folder = S3Server.shared().folder("live/none");
    assertThat(stream("--bootstrap=" + folder), is(1));
    assertThat(FileTree.files(folder), empty());
    assertThat(stack.flink().running(), is(empty()));
  }

  private void awaitStates(List<Transactions.Known> of) throws Exception {
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      Map<String, String> expected = Expected.states(view, of);
      assertThat(Expected.awaitStored(stack.store(), view, expected, SOON), is(expected));
    }
  }

  private int rebuild(String logs) {
    return JobMain.run(
        new RebuildJob(Clock.systemUTC(), StoreAddress::redis),
        "--definitions=" + definitions,
        "--bootstrap-servers=" + stack.kafka(),
        "--redis=" + stack.redis(),
        "--flinkMaster=[local]",
        "--parallelism=2",
        logs);
  }
}
