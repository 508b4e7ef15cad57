package io.twinstream.pipelines.kafka;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.Bootstrap.Fence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a live job reads, determined from Kafka's metadata before the job starts.
 *
 * @param bootstrapServers the brokers
 * @param topics by source
 * @param first by source and partition, the first offset that the job has
 * @param ends by topic and partition, the offset of the next record
 * @param compacted the topics whose records Kafka removes by key
 * @param bootstrap the archive that is read before the topics
 */
public record LiveInput(
    String bootstrapServers,
    Map<String, TopicRead> topics,
    Map<String, TreeMap<Integer, Long>> first,
    Map<String, TreeMap<Integer, Long>> ends,
    Set<String> compacted,
    Optional<Bootstrap> bootstrap) {
  private static final Logger LOG = LoggerFactory.getLogger(LiveInput.class);

  public static LiveInput of(
      Topics kafka,
      String bootstrapServers,
      List<Source> sources,
      Optional<Bootstrap> bootstrap,
      Clock clock) {
    Map<String, TopicRead> reads = new LinkedHashMap<>();
    Map<String, TreeMap<Integer, Long>> first = new TreeMap<>();
    Map<String, TreeMap<Integer, Long>> ends = new TreeMap<>();
    Set<String> compacted = new TreeSet<>();
    for (Source source : sources) {
      TopicId topic = kafka.describe(source.topic()).topic();
      warn(kafka, source.topic());
      if (kafka.compacted(source.topic())) {
        compacted.add(source.topic());
      }
      // Fixed offsets, not the earliest ones at a later time: a job that restarts must notice that
      // unread records were deleted.
      TreeMap<Integer, Long> begin = kafka.begins(source.topic());
      TreeMap<Integer, Long> end = kafka.ends(source.topic());
      end.keySet().retainAll(begin.keySet()); // the job reports further partitions
      ends.put(source.topic(), end);
      TreeMap<Integer, Long> known = new TreeMap<>();
      first.put(source.name(), new TreeMap<>(begin));
      bootstrap
          .map(from -> from.fence(source.name()))
          .ifPresent(
              fence -> {
                first.get(source.name()).putAll(fence.first());
                begin.putAll(fence.next());
                known.putAll(fence.known());
              });
      reads.put(
          source.name(),
          new TopicRead(
              topic, end.size(), begin, known, kafka.logAppendTime(source.topic()), clock));
    }
    return new LiveInput(bootstrapServers, reads, first, ends, compacted, bootstrap);
  }

  /** The same for a job that continues: its events begin where they did then. */
  public LiveInput from(Map<String, TreeMap<Integer, Long>> then) {
    return new LiveInput(bootstrapServers, topics, then, ends, compacted, bootstrap);
  }

  private static void warn(Topics kafka, String topic) {
    if (kafka.takesTimesAhead(topic)) {
      LOG.warn(
          "topic '{}' accepts any timestamp from its producers: one in the far future "
              + "turns the records after it in its partition into dead letters; set its "
              + "message.timestamp.after.max.ms, such as to 3600000",
          topic);
    }
    if (kafka.compacted(topic)) {
      LOG.warn(
          "topic '{}' is compacted: records that Kafka removes before the job reads "
              + "them are in no feature; set its cleanup.policy to delete",
          topic);
    }
  }

  /** The partitions by topic, with topics as in positions. */
  public Map<String, Set<Integer>> partitions() {
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    topics.values().forEach(read -> partitions.put(read.topic().toString(), read.begin().keySet()));
    return partitions;
  }

  /** The first offsets that the job has of a source, with the keys of the store. */
  public Map<String, Long> beginsAt(String source) {
    Map<String, Long> named = new TreeMap<>();
    TopicId topic = topics.get(source).topic();
    first
        .getOrDefault(source, new TreeMap<>()) // from a checkpoint without this information
        .forEach((id, offset) -> named.put(topic.partition(id), offset));
    return named;
  }

  /** The positions at which the job has caught up, with the keys of the store. */
  public Map<String, Long> until() {
    Map<String, Long> until = new TreeMap<>();
    topics
        .values()
        .forEach(
            read ->
                ends.get(read.topic().name())
                    .forEach((id, end) -> until.put(read.topic().partition(id), end)));
    return until;
  }

  /**
   * The known time from which a job that starts now has all events of a source: that of its first
   * event or, if some partitions lost records, the greatest of those of their first remaining
   * events. {@link Long#MIN_VALUE} if that is unknown.
   */
  public long eventsFrom(Project project, Source source, TopicRecords records) {
    TopicRead read = topics.get(source.name());
    EventDecoder decoder = records.decoder(project, source.name());
    Map<Integer, Long> known =
        FirstRecords.known(
            bootstrapServers,
            read,
            ends.get(source.topic()),
            record -> decoder.decode(record) instanceof Event);
    Optional<Fence> fence = bootstrap.map(logs -> logs.fence(source.name()));
    fence.ifPresent(
        archive -> {
          Map<Integer, Long> archived =
              ArchiveFence.earliest(bootstrap.get().archive(source.name()), read.topic());
          archived.keySet().retainAll(archive.next().keySet());
          known.putAll(archived);
        });
    List<Long> whole = new ArrayList<>();
    List<Long> cut = new ArrayList<>();
    for (int partition : read.begin().keySet()) {
      boolean archived = fence.isPresent() && fence.get().next().containsKey(partition);
      if (compacted.contains(source.topic()) && !archived) {
        return Long.MIN_VALUE;
      }
      boolean isCut = first.get(source.name()).get(partition) > 0;
      long begins = begins(read, known, partition);
      if (isCut) {
        cut.add(begins);
      } else if (begins != Long.MIN_VALUE) { // otherwise it has no event yet, and lacks none
        whole.add(begins);
      }
    }
    if (cut.isEmpty()) {
      return whole.isEmpty() ? Long.MIN_VALUE : Collections.min(whole);
    }
    return cut.contains(Long.MIN_VALUE) ? Long.MIN_VALUE : Collections.max(cut);
  }

  /** The same for views, each with the time of its source. */
  public Map<String, Long> eventsFrom(Project project, List<String> views, TopicRecords records) {
    Map<String, Long> bySource = new HashMap<>();
    Map<String, Long> from = new LinkedHashMap<>();
    for (String view : views) {
      long latest = Long.MIN_VALUE;
      for (String name : project.bases(project.view(view).source())) {
        long begins =
            bySource.computeIfAbsent(
                name, source -> eventsFrom(project, project.source(source), records));
        latest = Math.max(latest, begins);
      }
      from.put(view, latest);
    }
    return from;
  }

  /** The known time from which there are events in a partition. */
  private static long begins(TopicRead read, Map<Integer, Long> known, int partition) {
    if (known.containsKey(partition)) {
      return known.get(partition);
    }
    if (read.logAppendTime()) {
      return read.clock().millis(); // the first is still to be appended
    }
    Long before = read.known().get(partition);
    return before == null ? Long.MIN_VALUE : before;
  }
}
