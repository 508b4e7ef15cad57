package io.twinstream.pipelines;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventDecoder;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.ArchiveFence;
import io.twinstream.pipelines.kafka.FirstRecords;
import io.twinstream.pipelines.kafka.TopicRead;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a live job reads, as Kafka describes it before the job starts.
 *
 * @param bootstrapServers where Kafka is
 * @param topics by source
 * @param ends by topic and partition, the offset of the next record
 * @param filled the topics that have records
 * @param bootstrap what the job begins with, before the topics
 */
record LiveInput(
    String bootstrapServers,
    Map<String, TopicRead> topics,
    Map<String, TreeMap<Integer, Long>> ends,
    Set<String> filled,
    Optional<Bootstrap> bootstrap) {
  private static final Logger LOG = LoggerFactory.getLogger(LiveInput.class);

  static LiveInput of(
      Topics kafka,
      String bootstrapServers,
      List<Source> sources,
      Optional<Bootstrap> bootstrap,
      Clock clock) {
    Map<String, TopicRead> reads = new LinkedHashMap<>();
    Map<String, TreeMap<Integer, Long>> ends = new TreeMap<>();
    Set<String> filled = new TreeSet<>();
    for (Source source : sources) {
      TopicId topic = kafka.describe(source.topic()).topic();
      if (kafka.takesTimesAhead(source.topic())) {
        LOG.warn(
            "topic '{}' takes any time from its producers: one far ahead makes dead letters of what"
                + " follows in its partition; set its message.timestamp.after.max.ms, such as to"
                + " 3600000",
            source.topic());
      }
      TreeMap<Integer, Long> end = kafka.ends(source.topic());
      ends.put(source.topic(), end);
      if (!end.equals(kafka.begins(source.topic()))) {
        filled.add(source.topic());
      }
      TreeMap<Integer, Long> begin = new TreeMap<>();
      end.keySet().forEach(partition -> begin.put(partition, TopicRead.EARLIEST));
      TreeMap<Integer, Long> known = new TreeMap<>();
      bootstrap
          .map(from -> from.fence(topic))
          .ifPresent(
              fence -> {
                begin.putAll(fence.next());
                known.putAll(fence.known());
              });
      reads.put(
          source.name(),
          new TopicRead(
              topic, end.size(), begin, known, kafka.logAppendTime(source.topic()), clock));
    }
    return new LiveInput(bootstrapServers, reads, ends, filled, bootstrap);
  }

  /** Whether there is anything to read of a source. */
  boolean hasRecords(String source) {
    return bootstrap.isPresent() || filled.contains(topics.get(source).topic().name());
  }

  /** The partitions by topic, as positions name it. */
  Map<String, Set<Integer>> partitions() {
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    topics.values().forEach(read -> partitions.put(read.topic().toString(), read.begin().keySet()));
    return partitions;
  }

  /** The positions at which the job has caught up, as the store names them. */
  Map<String, Long> until() {
    Map<String, Long> until = new TreeMap<>();
    topics
        .values()
        .forEach(
            read ->
                ends.get(read.topic().name())
                    .forEach(
                        (id, end) -> until.put(PublishPositions.partition(read.topic(), id), end)));
    return until;
  }

  /**
   * The known time from which on a job that begins now has the events of a source; {@link
   * Long#MIN_VALUE} if that cannot be told.
   */
  long eventsFrom(Project project, Source source, int maxRecordBytes) {
    TopicRead read = topics.get(source.name());
    EventDecoder decoder =
        EventDecoder.live(source, DecodeEvents.keys(project, source.name()), maxRecordBytes);
    Map<Integer, Long> first =
        FirstRecords.known(
            bootstrapServers,
            read,
            ends.get(source.topic()),
            record -> decoder.decode(record) instanceof Event);
    long from = archived(source).orElse(Long.MAX_VALUE);
    for (int partition : read.begin().keySet()) {
      from = Math.min(from, begins(read, first, partition));
    }
    return from;
  }

  private OptionalLong archived(Source source) {
    return bootstrap
        .map(
            logs ->
                ArchiveFence.earliest(
                    logs.archive(source.name()), topics.get(source.name()).topic()))
        .orElse(OptionalLong.empty());
  }

  /** Since when there are events in a partition, archived ones not counted. */
  private static long begins(TopicRead read, Map<Integer, Long> first, int partition) {
    if (first.containsKey(partition)) {
      return first.get(partition);
    }
    if (read.logAppendTime()) {
      return read.clock().millis(); // the first is yet to be appended
    }
    Long before = read.known().get(partition);
    return before == null ? Long.MIN_VALUE : before;
  }
}
