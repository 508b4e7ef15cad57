package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.Accounting;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.PublishedDefinitions;
import io.twinstream.stores.ViewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the live job on a real broker and the real runner. */
@Tag("slow")
class StreamJobTest extends LiveJobFixture {
  @Test
  void liveStatesAreThoseOfTheAlgebraAndOfTheBackfill() throws Exception {
    List<Transactions.Known> records = Transactions.records(1, 5_000);
    begin(3);
    send(records, 3);
    assertThat(stream(), is(0));
    JobID job = stack.flink().running().get(0);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().cancel(job);
    Map<String, Map<String, String>> live = stored();
    assertThat(eventsFrom(Expected.followed(stack.store(), CARDS)), is(Expected.earliest(records)));
    assertThat(backfill(Transactions.write(folder, records.subList(500, 5_000))), is(2));
    assertThat(backfill(Transactions.write(folder, records)), is(0));
    assertThat(stored(), is(live));
    // If the job had missed these events, its next event of the entity would overwrite them.
    List<Transactions.Known> more = new ArrayList<>(records);
    more.add(Transactions.record(Expected.earliest(records) - 1));
    assertThat(backfill(Transactions.write(folder, more)), is(2));
    assertThat(stored(), is(live));
    assertThat(backfill(Transactions.write(folder, records), "--new-generation"), is(0));
    assertThat(stored(), is(live));
    assertThat(eventsFrom(Expected.followed(stack.store(), CARDS)), is(Expected.earliest(records)));
    Project project = Definitions.load(definitions);
    Optional<PublishedDefinitions> model =
        Await.within(SOON, stack.store().definitions().published(project.name()));
    assertThat(
        model.map(PublishedDefinitions::fingerprint),
        is(Optional.of(ProjectJson.fingerprint(project))));
  }

  @Test
  void recordsOfAbortedTransactionsAreInNoState() throws Exception {
    List<Transactions.Known> records = Transactions.records(13, 600);
    begin(2);
    send(records.subList(0, 200), 2);
    Transactions.abort(stack.kafka(), topic, records.subList(200, 400), 2);
    send(records.subList(400, 600), 2);
    List<Transactions.Known> committed = new ArrayList<>(records.subList(0, 200));
    committed.addAll(records.subList(400, 600));
    assertThat(stream("--views=" + CARDS), is(0));
    Map<String, String> expected = Expected.states(CARDS, committed);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }

  @Test
  void aJobThatCannotBeSubmittedLeavesNothingInTheStore() throws Exception {
    begin(1);
    assertThat(stream("--parallelism=none"), is(not(0)));
    assertThat(stream("--filesToStage=" + folder.resolve("none.jar")), is(not(0)));
    assertThat(stack.flink().running(), is(empty()));
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      ViewKey key = new ViewKey("payments", view);
      assertThat(Await.within(SOON, stack.store().generations().list(key)), is(empty()));
      assertThat(
          Await.within(SOON, stack.store().generations().pointer(key)), is(Optional.empty()));
    }
    assertThat(
        Await.within(SOON, stack.store().definitions().published("payments")),
        is(Optional.empty()));
  }

  @Test
  void theLogsAccountForEveryRecord() throws Exception {
    List<Transactions.Known> records = Transactions.records(4, 1_000);
    begin(4);
    String letters = topic + "-dead";
    stack.broker().createTopic(letters, 1, Map.of());
    send(records, 4);
    Path logs = folder.resolve("logs");
    assertThat(streamOf("registry:nobody"), is(1));
    int code =
        streamOf(
            "registry:" + apply().name(),
            "--output=" + logs,
            "--log-seconds=1",
            "--as-served",
            "--dead-letter-topic=" + letters,
            "--views=" + CARDS);
    assertThat(code, is(0));
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    int distinct = Expected.distinct(records).size();
    String served =
        "SELECT count(*) FROM " + DuckDbTables.newestRows(logs.resolve("as_served/" + CARDS));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(records.size())).holds());
    awaitTrue(() -> Sql.query(served).equals(List.of(Integer.toString(distinct))));
    stack.flink().cancel(stack.flink().running().get(0));
    Accounting accounting = reader.read("transactions", OptionalLong.of(records.size()));
    assertThat(accounting.problems(), is(empty()));
    assertThat(accounting.accepted(), is(Expected.accepted(records)));
    assertThat(accounting.views().get(CARDS).distinct(), is((long) distinct));
    assertThat(Sql.query(served), is(List.of(Integer.toString(distinct))));
    assertThat(end(letters), is(accounting.dead()));
  }

  /**
   * Deleted records have offsets without a record, which do not count as missing in the archive.
   */
  @Test
  void aJobThatBeginsWithTheLogsOfAnotherHasItsStatesThoughTheTopicForgot() throws Exception {
    List<Transactions.Known> records = Transactions.records(5, 3_000);
    begin(3);
    send(records.subList(0, 1_000), 3);
    Transactions.abort(stack.kafka(), topic, records.subList(2_900, 3_000), 3);
    send(records.subList(1_000, 2_000), 3);
    Path logs = folder.resolve("logs");
    assertThat(stream("--output=" + logs, "--log-seconds=1"), is(0));
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            logs.resolve("events/transactions"),
            logs.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(2_000)).holds());
    awaitTrue(() -> fence(logs) == 2_000 + 100 + 3);
    stack.flink().cancel(stack.flink().running().get(0));
    Generation before = Expected.followed(stack.store(), CARDS);

    archiveAgainWithFewerFields(logs);
    forget(Map.of(0, 600L, 1, 500L));
    send(records.subList(2_000, 2_900), 3);
    assertThat(stream("--bootstrap=" + logs), is(0));
    Map<String, String> most = Expected.states(CARDS, records.subList(0, 2_900));
    assertThat(Expected.awaitStored(stack.store(), CARDS, most, SOON), is(most));
    assertThat(Expected.followed(stack.store(), CARDS), is(greaterThan(before)));
    stack.flink().checkpoint(stack.flink().running().get(0));
    stack.flink().cancel(stack.flink().running().get(0));

    // The job has finished reading the logs.
    Path moved = Files.move(logs, folder.resolve("moved"));
    assertThat(stream("--restore=latest"), is(0));
    send(records.subList(2_900, 3_000), 3);
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    stack.flink().cancel(stack.flink().running().get(0));

    Files.move(moved, logs);
    forget(Map.of(2, 900L));
    assertThat(stream("--bootstrap=" + logs), is(2));
  }

  /** As an earlier version of the definitions had them. */
  private void archiveAgainWithFewerFields(Path logs) throws Exception {
    Project project = Definitions.load(definitions);
    Source source = project.source("transactions");
    int left = source.schema().slot("status");
    List<Event> again = new ArrayList<>();
    try (Topics topics = Topics.connect(stack.kafka())) {
      Bootstrap from = Bootstrap.of(logs, List.of(source), topics);
      Map<Integer, Long> next = from.fence(source.name()).next();
      String origin = topics.describe(topic).topic().toString();
      for (HistoryInputSplit split : from.splits(source.name())) {
        ReadArchive.forEachBelow(
            project, source.name(), origin, next, split, each -> again.add(without(each, left)));
      }
    }
    assertThat(again.size(), is(greaterThan(1_000)));
    EventTable.writer(logs.resolve("events/transactions"), source).write(again);
  }

  private static Event without(Event event, int slot) {
    long[] bits = new long[event.size()];
    String[] texts = new String[event.size()];
    boolean[] present = new boolean[event.size()];
    for (int i = 0; i < event.size(); i++) {
      present[i] = i != slot && !event.isNull(i);
      bits[i] = i == slot ? 0 : event.bits(i);
      texts[i] = i == slot ? null : event.text(i);
    }
    return new Event(
        event.position(),
        event.known(),
        event.ts(),
        event.id(),
        ~event.identity(),
        bits,
        texts,
        present);
  }

  /** The offset up to which an archive is complete, summed over all partitions. */
  private long fence(Path logs) {
    try (Topics topics = Topics.connect(stack.kafka())) {
      Source source = Definitions.load(definitions).source("transactions");
      return Bootstrap.of(logs, List.of(source), topics).fences().values().stream()
          .flatMap(each -> each.next().values().stream())
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private long end(String topic) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", stack.kafka());
    TopicPartition only = new TopicPartition(topic, 0);
    try (Admin admin = Admin.create(config)) {
      return admin
          .listOffsets(Map.of(only, OffsetSpec.latest()))
          .partitionResult(only)
          .get()
          .offset();
    }
  }

  /** Deletes records at the beginning of the topic, like retention. */
  private void forget(Map<Integer, Long> below) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", stack.kafka());
    Map<TopicPartition, RecordsToDelete> asked = new HashMap<>();
    below.forEach(
        (partition, offset) ->
            asked.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
    try (Admin admin = Admin.create(config)) {
      admin.deleteRecords(asked).all().get();
    }
  }
}
