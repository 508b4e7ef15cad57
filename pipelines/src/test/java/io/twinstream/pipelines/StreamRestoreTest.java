package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import io.twinstream.stores.TopicPosition;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the generations of the live job: begun, stopped and restored. */
@Tag("slow")
class StreamRestoreTest extends LiveJobFixture {
  @Test
  void readersStayWithTheOldGenerationUntilTheNewOneHasCaughtUp() throws Exception {
    List<Transactions.Known> records = Transactions.records(6, 2_000);
    begin(4);
    send(records, 3); // one partition stays empty, and the producers' timestamps do not advance
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().cancel(stack.flink().running().get(0));
    Generation old = Expected.followed(stack.store(), CARDS);

    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    List<Generation> begun = Await.within(SOON, stack.store().generations().list(old.view()));
    Generation fresh = begun.get(begun.size() - 1);
    assertThat(fresh, is(greaterThan(old)));
    awaitTrue(() -> Expected.stored(stack.store(), fresh).equals(expected));
    assertThat(Expected.stored(stack.store(), fresh), is(expected));
    assertThat(Expected.followed(stack.store(), CARDS), is(old));

    stack.flink().checkpoint(stack.flink().running().get(0));
    awaitTrue(() -> Expected.followed(stack.store(), CARDS).equals(fresh));
    assertThat(Expected.followed(stack.store(), CARDS), is(fresh));
    stack.flink().cancel(stack.flink().running().get(0));
  }

  /** Their timestamps do not advance, but the view must not become stale. */
  @Test
  void anIdleTopicWithTheProducersTimesIsCompleteUpToNowOnceACheckpointIs() throws Exception {
    List<Transactions.Known> records = Transactions.records(9, 600);
    begin(3);
    send(records.subList(0, 400), 2);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 400));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    assertThat(progress().completeAt(), is(Long.MIN_VALUE));

    stack.flink().checkpoint(job);
    long now = Clock.systemUTC().millis();
    awaitTrue(() -> progress().completeAt() >= now);
    assertThat(progress().completeAt(), is(greaterThanOrEqualTo(now)));
    assertThat(progress().known(), is(lessThan(now)));

    send(records.subList(400, 600), 2);
    long sent = Clock.systemUTC().millis();
    expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().checkpoint(job);
    awaitTrue(() -> progress().completeAt() > sent);
    assertThat(progress().completeAt(), is(greaterThan(sent)));
    stack.flink().cancel(job);

    // The restored checkpoint is complete already: no waiting for the next one.
    long stopped = Clock.systemUTC().millis();
    String restore = "--restore=latest";
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000", restore), is(0));
    awaitTrue(() -> progress().completeAt() > stopped);
    assertThat(progress().completeAt(), is(greaterThan(stopped)));
    stack.flink().cancel(stack.flink().running().get(0));
  }

  @Test
  void aRestoredJobClaimsNothingOfWhatItIsYetToReadAgain() throws Exception {
    List<Transactions.Known> records = Transactions.records(12, 400);
    begin(2);
    send(records.subList(0, 200), 2);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 200));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().checkpoint(job);
    awaitTrue(() -> progress().completeAt() > Long.MIN_VALUE);
    stack.flink().cancel(job);

    send(records.subList(200, 400), 2);
    long sent = Clock.systemUTC().millis();
    String restore = "--restore=latest";
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000", restore), is(0));
    Map<String, String> all = Expected.states(CARDS, records);
    awaitTrue(
        () -> {
          boolean complete = progress().completeAt() >= sent; // before the other query
          boolean stored = Expected.stored(stack.store(), CARDS).equals(all);
          assertThat(complete && !stored, is(false));
          return stored;
        });
    assertThat(Expected.stored(stack.store(), CARDS), is(all));
    stack.flink().cancel(stack.flink().running().get(0));
  }

  /** Retention continues while a job is stopped. */
  @Test
  void recordsThatWereDeletedBeyondACheckpointAreNotSkipped() throws Exception {
    List<Transactions.Known> records = Transactions.records(14, 300);
    begin(1);
    send(records.subList(0, 200), 1);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=3600000"), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 200));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);

    send(records.subList(200, 300), 1);
    deleteRecordsBelow(250, 1);
    assertThat(stream("--views=" + CARDS, "--restore=latest"), is(0));
    JobID restored = stack.flink().running().get(0);
    String gone = "50 offsets of topic '%s' are gone from Kafka".formatted(topic);
    awaitTrue(() -> stack.flink().failure(restored).contains(gone));
    assertThat(stack.flink().failure(restored), containsString(gone));
    assertThat(Expected.stored(stack.store(), CARDS), is(expected));
  }

  private Progress progress() {
    Generation followed = Expected.followed(stack.store(), CARDS);
    return Await.within(SOON, stack.store().progress().published(followed)).orElseThrow();
  }

  @Test
  void theFirstEventOfTheTopicDeterminesWhereEventsBegin() throws Exception {
    begin(2);
    Project project = Definitions.load(definitions);
    assertThat(eventsFrom(project), is(Long.MIN_VALUE));
    // All in the first partition: the other has no event, and so lacks none.
    send(List.of(new Transactions.Known(5, "broken"), Transactions.record(7)), 1);
    assertThat(eventsFrom(project), is(7L));

    topic = topic + "-stamped";
    stack.broker().createTopic(topic, 1, Map.of("message.timestamp.type", "LogAppendTime"));
    project = Definitions.load(Transactions.definitions(folder, topic));
    long before = Clock.systemUTC().millis();
    assertThat(eventsFrom(project), is(greaterThanOrEqualTo(before)));
  }

  long eventsFrom(Project project) {
    List<Source> sources = List.of(project.source("transactions"));
    try (Topics kafka = Topics.connect(stack.kafka())) {
      return LiveInput.of(kafka, stack.kafka(), sources, Optional.empty(), Clock.systemUTC())
          .eventsFrom(project, sources.get(0), TopicRecords.ofAtMost(1 << 20));
    }
  }

  @Test
  void aRestoredJobGoesOnInItsGenerationWhereItsCheckpointWas() throws Exception {
    List<Transactions.Known> records = Transactions.records(2, 4_000);
    begin(3);
    send(records.subList(0, 2_000), 3);
    assertThat(stream("--restore=latest-or-fresh"), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> half = Expected.states(CARDS, records.subList(0, 2_000));
    assertThat(Expected.awaitStored(stack.store(), CARDS, half, SOON), is(half));
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    Generation before = Expected.followed(stack.store(), CARDS);

    send(records.subList(2_000, 4_000), 3);
    assertThat(stream("--restore=latest-or-fresh"), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    assertThat(Expected.followed(stack.store(), CARDS), is(before));
    stack.flink().cancel(stack.flink().running().get(0));
  }

  @Test
  void aRestoredJobReadsAndWritesAtTheAddressesThatItIsGiven() throws Exception {
    List<Transactions.Known> records = Transactions.records(4, 800);
    begin(3);
    send(records.subList(0, 400), 3);
    try (Forwarder kafka = Forwarder.to(stack.kafka());
        Forwarder redis = Forwarder.to(stack.redis())) {
      String broker = "--bootstrap-servers=" + kafka.address();
      assertThat(stream("--views=" + CARDS, broker, "--redis=" + redis.address()), is(0));
      JobID job = stack.flink().running().get(0);
      Map<String, String> half = Expected.states(CARDS, records.subList(0, 400));
      assertThat(Expected.awaitStored(stack.store(), CARDS, half, SOON), is(half));
      stack.flink().checkpoint(job);
      stack.flink().cancel(job);
    }

    send(records.subList(400, 800), 3);
    assertThat(stream("--views=" + CARDS, "--restore=latest"), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    Generation followed = Expected.followed(stack.store(), CARDS);
    awaitTrue(() -> read(followed) == 800); // its reports arrive too
    assertThat(read(followed), is(800L));
  }

  private long read(Generation generation) {
    return Await.within(SOON, stack.store().progress().positions(generation)).values().stream()
        .mapToLong(TopicPosition::next)
        .sum();
  }

  @Test
  void aJobIsNotRestoredWithOtherViews() throws Exception {
    begin(2);
    List<Transactions.Known> records = Transactions.records(3, 100);
    send(records, 2);
    assertThat(stream("--views=" + CARDS), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    assertThat(stream("--restore=latest"), is(2));
    assertThat(stack.flink().running(), is(empty()));
  }

  /** Its offsets belong to other records, and the job would skip as many as it had read before. */
  @Test
  void aJobIsNotRestoredWithATopicThatWasCreatedAgain() throws Exception {
    begin(2);
    List<Transactions.Known> records = Transactions.records(3, 200);
    send(records.subList(0, 50), 2);
    assertThat(stream("--views=" + CARDS), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records.subList(0, 50));
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    createAgain(2);
    send(records.subList(50, 200), 2);
    assertThat(stream("--views=" + CARDS, "--restore=latest"), is(2));
    assertThat(stack.flink().running(), is(empty()));

    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> fresh = Expected.states(CARDS, records.subList(50, 200));
    assertThat(Expected.awaitStored(stack.store(), CARDS, fresh, SOON), is(fresh));
  }

  /**
   * States and elements are shared with snapshots that are being written (object reuse, no copies):
   * if one were changed after it was emitted or stored, the restored one would differ.
   */
  @Test
  void snapshotsUnderLoadHoldTheStatesAsTheyWere() throws Exception {
    List<Transactions.Known> records = Transactions.records(8, 40_000, 8_000);
    begin(3);
    assertThat(stream("--views=" + CARDS, "--checkpointingInterval=100"), is(0));
    send(records.subList(0, 15_000), 3);
    for (int from : List.of(15_000, 25_000)) {
      JobID job = stack.flink().running().get(0);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> sendSlowly(records.subList(from, from + 10_000)));
      Thread.sleep(1_500); // during the load
      stack.flink().cancel(job);
      sending.join();
      assertThat(
          stream("--views=" + CARDS, "--checkpointingInterval=100", "--restore=latest"), is(0));
    }
    send(records.subList(35_000, 40_000), 3);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().cancel(stack.flink().running().get(0));
  }

  private void sendSlowly(List<Transactions.Known> records) {
    try {
      for (int from = 0; from < records.size(); from += 500) {
        send(records.subList(from, from + 500), 3);
        Thread.sleep(100);
      }
    } catch (Exception e) {
      throw new IllegalStateException("sending failed", e);
    }
  }
}
