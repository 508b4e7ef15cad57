package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that a live job writes states again that the online store has lost. */
@Tag("slow")
class SelfHealTest extends LiveJobFixture {
  private static final int PARTITIONS = 3;
  private static final List<String> VIEWS = List.of(CARDS, "user_activity@1", "merchant_traffic@1");

  private final List<Transactions.Known> records = Transactions.records(9, 6_000, 3_000);

  @Test
  void anEmptiedStoreIsFilledFromTheTopicWhileEventsGoOn() throws Exception {
    begin(PARTITIONS);
    send(records.subList(0, 3_000), PARTITIONS);
    assertThat(stream(), is(0));
    awaitStates(records.subList(0, 3_000));
    Generation lived = Expected.followed(stack.store(), CARDS);
    CompletableFuture<Void> sending = sendTheRest();

    flushAll();
    awaitHealed(lived);
    sending.join();
    awaitStates(records);
  }

  @Test
  void itIsFilledFromTheArchiveToo() throws Exception {
    begin(PARTITIONS);
    Path logs = folder.resolve("logs");
    send(records.subList(0, 3_000), PARTITIONS);
    assertThat(stream("--output=" + logs, "--log-seconds=1"), is(0));
    awaitStates(records.subList(0, 3_000));
    Generation lived = Expected.followed(stack.store(), CARDS);
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(3_000)).holds());
    deleteRecordsBelow(500, PARTITIONS);

    flushAll();
    awaitHealed(lived);
    awaitStates(records.subList(0, 3_000));
  }

  /** A killed server starts with the data that it saved last. */
  @Test
  void anOlderCopyOfTheStoreIsNoticedAndWrittenAgain() throws Exception {
    begin(PARTITIONS);
    send(records.subList(0, 3_000), PARTITIONS);
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 3_000));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    Generation lived = Expected.followed(stack.store(), CARDS);
    Progress said = Await.within(SOON, stack.store().progress().published(lived)).orElseThrow();

    for (int i = 0; i < 50 && lostAt(lived).isEmpty(); i++) {
      Progress older =
          new Progress(
              said.known(), said.completeAt(), said.publishedAt() - 1, said.checkpointAt());
      Await.within(SOON, stack.store().progress().publish(lived, older));
      Thread.sleep(20); // the job may publish this often meanwhile
    }
    assertThat(lostAt(lived).isPresent(), is(true));
    awaitTrue(() -> lostAt(lived).isEmpty());
    assertThat(lostAt(lived), is(OptionalLong.empty()));
    assertThat(Expected.stored(stack.store(), CARDS), is(expected));
  }

  private CompletableFuture<Void> sendTheRest() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int from = 3_000; from < records.size(); from += 300) {
              send(records.subList(from, from + 300), PARTITIONS);
              Thread.sleep(100);
            }
          } catch (Exception e) {
            throw new IllegalStateException("sending failed", e);
          }
        });
  }

  private void awaitStates(List<Transactions.Known> of) throws Exception {
    for (String view : VIEWS) {
      Map<String, String> expected = Expected.states(view, of);
      assertThat(Expected.awaitStored(stack.store(), view, expected, SOON), is(expected));
    }
  }

  private void awaitHealed(Generation lived) throws Exception {
    awaitTrue(() -> pointer(lived).isPresent() && lostAt(lived).isEmpty());
    assertThat(pointer(lived), is(Optional.of(lived)));
    assertThat(lostAt(lived), is(OptionalLong.empty()));
  }

  private OptionalLong lostAt(Generation generation) {
    return Await.within(SOON, stack.store().losses().lostAt(generation));
  }

  private Optional<Generation> pointer(Generation of) {
    return Await.within(SOON, stack.store().generations().pointer(of.view()));
  }
}
