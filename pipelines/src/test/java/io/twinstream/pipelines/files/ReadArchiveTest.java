package io.twinstream.pipelines.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.table.EventTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which events a job reads from an archive with records that were written more than once. */
class ReadArchiveTest {
  private static final Queue<Event> READ = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger PARTS = new AtomicInteger();
  private static final TopicId TOPIC = new TopicId("pay", "one");
  private static final String YAML =
      """
      project: shop
      sources:
        pay:
          topic: pay
          event_time: time
          event_id: id
          fields: {id: string, card: string, amount: long, note: string, time: timestamp}
      entities: {card: {key: card}}
      views:
        spend@1:
          entity: card
          source: pay
          aggregations:
            - {name: count, function: count, windows: 1h}
      """;

  @TempDir Path folder;
  private ShippedProject project;
  private Source source;

  @BeforeEach
  void load() throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), YAML);
    project = ShippedProject.of(Definitions.load(file));
    source = project.project().source("pay");
  }

  /** By jobs of several definitions, in files that are read in any order. */
  @Test
  void ofARecordTheSameRowCountsInWhateverOrderItsRowsAreRead() throws Exception {
    List<Event> written = new ArrayList<>();
    for (long offset = 0; offset < 5_000; offset++) {
      written.add(event(offset, "\"amount\": 1, \"note\": \"n\""));
    }
    for (long offset = 1_500; offset < 1_600; offset++) {
      written.add(event(offset, "\"amount\": 1"));
      written.add(event(offset, "\"note\": \"n\""));
      written.add(event(offset, "\"amount\": 2")); // of another record at the position
    }
    for (long offset = 4_990; offset < 5_000; offset++) {
      written.add(event(offset, "\"amount\": 1, \"note\": \"n\"")); // as it is
    }
    Set<Event> expected = Set.copyOf(FirstOfRecord.of(written));
    assertThat(expected.size(), is(5_100));
    for (int seed = 0; seed < 4; seed++) {
      Collections.shuffle(written, new Random(seed));
      Path logs = folder.resolve("logs" + seed);
      write(logs, written);
      List<Event> read = read(logs);
      assertThat(Set.copyOf(read), is(expected));
      assertThat(read.size(), is(5_100));
    }
  }

  /** Else a large archive would wait as a whole for its end. */
  @Test
  void onlyWhatIsNearARepeatedOffsetWaits() throws Exception {
    List<Event> written = new ArrayList<>();
    for (long offset = 0; offset < 20_000; offset++) {
      written.add(event(offset, "\"amount\": 1"));
    }
    written.add(event(7_000, "\"amount\": 1"));
    Path logs = folder.resolve("logs");
    write(logs, written);
    Bootstrap.Fence fence = bootstrap(logs).fence("pay");
    long waiting =
        written.stream()
            .filter(event -> fence.repeated().contains(0, event.position().offset()))
            .count();
    assertThat(waiting, is(1_025L));
    assertThat(read(logs).size(), is(20_000));
  }

  private void write(Path logs, List<Event> events) throws Exception {
    Path table = logs.resolve("events/pay");
    int half = events.size() / 2;
    EventTable.writer(table, source).write(events.subList(0, half));
    EventTable.writer(table, source).write(events.subList(half, events.size()));
  }

  private Bootstrap bootstrap(Path logs) {
    Path none = logs.resolve("none");
    ArchiveFence found = ArchiveFence.of(logs.resolve("events/pay"), none, none, TOPIC, "pay");
    assertThat(found.files().size(), greaterThan(1));
    List<HistoryInputSplit> splits =
        HistoryFiles.archive(logs.resolve("events/pay"), found.files());
    return new Bootstrap(
        logs,
        Map.of(
            "pay",
            new Bootstrap.Fence(
                new TreeMap<>(found.first()),
                new TreeMap<>(found.next()),
                new TreeMap<>(found.known()),
                found.repeated(),
                splits.size())),
        Map.of("pay", splits));
  }

  private List<Event> read(Path logs) {
    READ.clear();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PCollectionTuple read =
        pipeline.apply(ReadArchive.of(project, "pay", bootstrap(logs), TOPIC).eachRecordOnce());
    read.get(ReadArchive.EVENTS).apply("Collect", ParDo.of(new CollectFn()));
    read.get(ReadArchive.PARTS).apply("Count", ParDo.of(new CountFn()));
    PARTS.set(0);
    pipeline.run().waitUntilFinish();
    assertThat(PARTS.get(), is(bootstrap(logs).fence("pay").parts()));
    return List.copyOf(READ);
  }

  static final class CollectFn extends DoFn<Event, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void collect(@Element Event event) {
      READ.add(event);
    }
  }

  static final class CountFn extends DoFn<Long, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void count() {
      PARTS.incrementAndGet();
    }
  }

  private Event event(long offset, String fields) {
    long known = 1_700_000_000_000L + 1_000 * offset;
    String json =
        "{\"id\": \"p%d\", \"card\": \"c%d\", \"time\": %d, %s}"
            .formatted(offset, offset % 7, known, fields);
    RawRecord record =
        new RawRecord(new Position(TOPIC.toString(), 0, offset), known, json.getBytes(UTF_8));
    return (Event)
        EventDecoders.live(source, Set.of("card"), EventDecoder.DEFAULT_MAX_BYTES).decode(record);
  }
}
