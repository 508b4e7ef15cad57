package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.kafka.PartitionRange;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.rebuild.RebuildInput;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests whether a topic and an archive together have all events, if topics have lost some. */
@Tag("slow")
class RebuildInputTest extends LiveJobFixture {
  private static final int MAX_BYTES = EventDecoder.DEFAULT_MAX_BYTES;

  /** Every other record is in the second partition. */
  private final List<Transactions.Known> records = new ArrayList<>();

  private final OnlineStore memory = new MemoryStore(Clock.systemUTC());
  private Project project;
  private List<Source> sources;

  private void begin() throws Exception {
    topic = "transactions-" + folder.getFileName();
    stack.broker().createTopic(topic, 2, Map.of());
    definitions = Transactions.definitions(folder, topic);
    project = Definitions.load(definitions);
    sources = List.of(project.source("transactions"));
    for (int i = 0; i < 40; i++) {
      records.add(Transactions.record(1_700_000_000_000L + 1_000L * i));
    }
    send(records, 2);
  }

  @Test
  void deletedRecordsOfOnePartitionAreMissing() throws Exception {
    begin();
    Generation lived = liveGeneration(input(Optional.empty()));
    assertThat(input(Optional.empty()).whole(), is(Set.of("transactions")));
    deleteBelow(1, 5);
    RebuildInput input = input(Optional.empty());
    assertThat(input.whole(), is(Set.of()));
    assertThat(eventsFrom(input), is(records.get(11).at())); // not that of the first partition
    assertThat(refused(input, lived), containsString("/1, offsets 0 to 4 were deleted"));

    Generation later = liveGeneration(input);
    require(input, later);
    deleteBelow(0, 3); // which still begins before the other
    RebuildInput less = input(Optional.empty());
    assertThat(eventsFrom(less), is(eventsFrom(input)));
    assertThat(refused(less, later), containsString("/0, offsets 0 to 2 were deleted"));
  }

  @Test
  void aCompactedTopicIsNeverWhole() throws Exception {
    begin();
    compact();
    RebuildInput topicAlone = input(Optional.empty());
    assertThat(topicAlone.whole(), is(Set.of()));
    assertThat(eventsFrom(topicAlone), is(Long.MIN_VALUE));
    Generation lived = liveGeneration(topicAlone);
    assertThat(refused(topicAlone, lived), containsString("is compacted"));
    assertThat(refused(topicAlone, lived), containsString("--logs"));
    archive(0, 20);
    RebuildInput archived = input(Optional.of(logs()));
    require(archived, lived);
    assertThat(eventsFrom(archived), is(records.get(0).at()));
  }

  /** For a job that itself started with an archive. */
  @Test
  void offsetsBelowAnArchiveAreReadOfTheTopic() throws Exception {
    begin();
    archive(8, 20);
    try (Topics kafka = Topics.connect(stack.kafka())) {
      Bootstrap bootstrap = Bootstrap.of(logs(), sources, kafka);
      LiveInput live =
          LiveInput.of(kafka, stack.kafka(), sources, Optional.of(bootstrap), Clock.systemUTC());
      assertThat(live.topics().get("transactions").begin(), is(Map.of(0, 0L, 1, 0L)));
      assertThat(live.first().get("transactions"), is(Map.of(0, 0L, 1, 0L)));
      deleteBelow(1, 8);
      Bootstrap cut = Bootstrap.of(logs(), sources, kafka);
      assertThat(cut.fence("transactions").next(), is(Map.of(1, 20L)));
    }
    RebuildInput input = input(Optional.of(logs()));
    List<Long> from = input.tails().get("transactions").stream().map(PartitionRange::from).toList();
    assertThat(from, is(List.of(0L))); // the other partition is in the archive
    assertThat(eventsFrom(input), is(records.get(17).at()));
  }

  @Test
  void twoSourcesOfOneTopicHaveArchivesOfTheirOwn() throws Exception {
    begin();
    String yaml = Files.readString(definitions);
    String source = yaml.substring(yaml.indexOf("  transactions:"), yaml.indexOf("entities:"));
    String other =
        source.replace("  transactions:", "  amounts:").replace("status: string", "status: long");
    Files.writeString(definitions, yaml.replace("entities:", other + "entities:"));
    project = Definitions.load(definitions);
    sources = List.of(project.source("transactions"), project.source("amounts"));
    archive(0, 7);
    EventTable.writer(logs().resolve("events/amounts"), project.source("amounts"))
        .write(decode("transactions", 0, 1, Event.class));
    DeadLetterTable.writer(logs().resolve("dead_letters"))
        .write(decode("amounts", 0, 20, DeadLetter.class)); // events of the first source
    try (Topics kafka = Topics.connect(stack.kafka())) {
      Bootstrap bootstrap = Bootstrap.of(logs(), sources, kafka);
      assertThat(bootstrap.fence("transactions").next(), is(Map.of(0, 7L, 1, 7L)));
      assertThat(bootstrap.fence("amounts").next(), is(Map.of(0, 20L, 1, 20L)));
    }
  }

  private Path logs() {
    return folder.resolve("logs");
  }

  /** Writes what a live job has archived of both partitions. */
  private void archive(long from, long to) throws Exception {
    EventTable.writer(logs().resolve("events/transactions"), project.source("transactions"))
        .write(decode("transactions", from, to, Event.class));
  }

  private <T extends Decoded> List<T> decode(String source, long from, long to, Class<T> kind) {
    Source of = project.source(source);
    EventDecoder decoder = EventDecoders.live(of, Set.of("card_id"), MAX_BYTES);
    List<T> decoded = new ArrayList<>();
    try (Topics kafka = Topics.connect(stack.kafka())) {
      for (int partition = 0; partition < 2; partition++) {
        new PartitionRange(
                stack.kafka(),
                kafka.describe(topic).topic(),
                partition,
                from,
                to,
                Long.MIN_VALUE,
                false)
            .forEach(record -> decoded.add(kind.cast(decoder.decode(record))));
      }
    }
    return decoded;
  }

  private RebuildInput input(Optional<Path> logs) {
    try (Topics kafka = Topics.connect(stack.kafka())) {
      return RebuildInput.of(kafka, stack.kafka(), sources, logs, Clock.systemUTC());
    }
  }

  private long eventsFrom(RebuildInput input) {
    return input.live().eventsFrom(project, sources.get(0), TopicRecords.ofAtMost(MAX_BYTES));
  }

  /** Begins a generation like a job with this input. */
  private Generation liveGeneration(RebuildInput input) {
    return Generations.begin(
        memory,
        new ViewKey(project.name(), CARDS),
        "f1",
        eventsFrom(input),
        input.live().beginsAt("transactions"));
  }

  private void require(RebuildInput input, Generation generation) {
    input.requireAll(project, sources.get(0), memory, generation, TopicRecords.ofAtMost(MAX_BYTES));
  }

  private String refused(RebuildInput input, Generation generation) {
    return assertThrows(IllegalArgumentException.class, () -> require(input, generation))
        .getMessage();
  }

  private void compact() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      ConfigResource of = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      ConfigEntry policy = new ConfigEntry("cleanup.policy", "compact,delete");
      AlterConfigOp set = new AlterConfigOp(policy, AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(of, List.of(set))).all().get();
    }
  }

  private void deleteBelow(int partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      TopicPartition of = new TopicPartition(topic, partition);
      admin.deleteRecords(Map.of(of, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }
}
