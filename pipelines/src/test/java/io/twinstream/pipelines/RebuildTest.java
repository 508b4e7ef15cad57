package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.rebuild.RebuildJob;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests a rebuild after the online store of a live job was emptied. */
@Tag("slow")
class RebuildTest extends LiveJobFixture {
  private static final int PARTITIONS = 3;
  private static final String ALONE = "--no-self-heal";

  private final List<Transactions.Known> records = Transactions.records(9, 6_000, 3_000);

  @Test
  void itIsFilledAgainFromTheTopicWhileTheLiveJobGoesOn() throws Exception {
    begin(PARTITIONS);
    send(records.subList(0, 3_000), PARTITIONS);
    assertThat(stream(ALONE), is(0));
    awaitStates(records.subList(0, 3_000));
    Generation lived = Expected.followed(stack.store(), CARDS);
    CompletableFuture<Void> sending = sendTheRest();

    flushAll();
    awaitTrue(() -> isEmptied(lived));
    assertThat(
        Await.within(SOON, stack.store().definitions().published("payments")).isPresent(),
        is(true));
    assertThat(rebuild(), is(0));
    assertThat(pointer(lived), is(Optional.of(lived)));
    sending.join();
    awaitStates(records);
  }

  @Test
  void itIsFilledFromTheArchiveWhereTheTopicHasLostItsBeginning() throws Exception {
    begin(PARTITIONS);
    Path logs = folder.resolve("logs");
    send(records.subList(0, 3_000), PARTITIONS);
    assertThat(stream(ALONE, "--output=" + logs, "--log-seconds=1"), is(0));
    awaitStates(records.subList(0, 3_000));
    Generation lived = Expected.followed(stack.store(), CARDS);
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(3_000)).holds());
    deleteRecordsBelow(500, PARTITIONS);
    CompletableFuture<Void> sending = sendTheRest();

    flushAll();
    awaitTrue(() -> isEmptied(lived));
    assertThat(rebuild(), is(2)); // refused, because there are fewer events than it had
    assertThat(isEmptied(lived), is(true));
    assertThat(rebuild("--logs=" + logs), is(0));
    sending.join();
    awaitStates(records);
    assertThat(pointer(lived), is(Optional.of(lived)));
  }

  @Test
  @Timeout(180)
  void aRestoredJobGoesOnWhileWhatWasLostIsNotRebuilt() throws Exception {
    begin(PARTITIONS);
    send(records.subList(0, 2_000), PARTITIONS);
    assertThat(stream(ALONE, "--views=" + CARDS), is(0));
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 2_000));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    Generation lived = Expected.followed(stack.store(), CARDS);
    var job = stack.flink().running().get(0);
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);

    flushAll();
    assertThat(stream(ALONE, "--views=" + CARDS, "--restore=latest"), is(0));
    awaitTrue(() -> isEmptied(lived));
    // From complete checkpoints: the job continues, and readers see that states are missing.
    awaitTrue(() -> pointer(lived).equals(Optional.of(lived)));
    stack.flink().checkpoint(stack.flink().running().get(0));
    assertThat(isEmptied(lived), is(true));
    assertThat(rebuild("--views=" + CARDS), is(0));
    assertThat(isEmptied(lived), is(false));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    assertThat(Expected.followed(stack.store(), CARDS), is(lived));
  }

  /**
   * Producers with different clocks: half a minute is within the limit here, a minute and a half is
   * not.
   */
  @Test
  void timesThatGoBackAreTheSameLiveInHistoryAndInARebuild() throws Exception {
    begin(1);
    String yaml = Files.readString(definitions);
    String history = "history: {format: json_lines, known: known_at}"; // here, the archive
    Files.writeString(definitions, yaml.replace(history, "max_known_disorder: 1m"));
    List<Transactions.Known> sent = new ArrayList<>();
    List<Transactions.Known> taken = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long behind = i % 10 == 5 ? 30_000 : i % 10 == 7 ? 90_000 : 0;
      Transactions.Known record = records.get(i);
      sent.add(new Transactions.Known(record.at() - behind, record.template()));
      if (i % 10 != 7) {
        taken.add(record);
      }
    }
    send(sent, 1);
    Path logs = folder.resolve("logs");
    assertThat(stream("--views=" + CARDS, "--output=" + logs, "--log-seconds=1"), is(0));
    Map<String, String> expected = Expected.states(CARDS, taken);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    Generation lived = Expected.followed(stack.store(), CARDS);
    Path archive = logs.resolve("events/transactions");
    AccountingReader reader =
        AccountingReader.of(Definitions.load(definitions), archive, logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(400)).holds());
    var accounting = reader.read("transactions", OptionalLong.of(400));
    assertThat(accounting.deadLetters().get(Reason.OUT_OF_ORDER), is(40L));
    String back =
        "SELECT count(*) FROM (SELECT _known < max(_known) OVER (ORDER BY _offset) AS back FROM "
            + DuckDbTables.rows(archive)
            + ") WHERE back";
    assertThat(Sql.query(back), is(List.of("0")));

    flushAll();
    awaitTrue(() -> isEmptied(lived));
    assertThat(rebuild("--views=" + CARDS), is(0));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    assertThat(backfill(archive, "--views=" + CARDS, "--new-generation"), is(0));
    assertThat(Expected.followed(stack.store(), CARDS), is(greaterThan(lived)));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }

  private CompletableFuture<Void> sendTheRest() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int from = 3_000; from < records.size(); from += 150) {
              send(records.subList(from, from + 150), PARTITIONS);
              Thread.sleep(200);
            }
          } catch (Exception e) {
            throw new IllegalStateException("sending failed", e);
          }
        });
  }

  private void awaitStates(List<Transactions.Known> of) throws Exception {
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      Map<String, String> expected = Expected.states(view, of);
      assertThat(Expected.awaitStored(stack.store(), view, expected, SOON), is(expected));
    }
  }

  private boolean isEmptied(Generation generation) {
    return Await.within(SOON, stack.store().losses().lostAt(generation)).isPresent();
  }

  private Optional<Generation> pointer(Generation of) {
    return Await.within(SOON, stack.store().generations().pointer(of.view()));
  }

  private int rebuild(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + stack.kafka(),
                "--redis=" + stack.redis(),
                "--flinkMaster=[local]",
                "--parallelism=2"));
    args.addAll(List.of(more));
    return JobMain.run(
        new RebuildJob(Clock.systemUTC(), StoreAddress::redis), args.toArray(String[]::new));
  }
}
