package io.twinstream.pipelines;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.kafka.ReadLog;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is read to rebuild: topics up to their ends, and where a topic no longer has its first
 * record the archive below its fence and the topic from there on.
 *
 * @param logs the live job's; empty where topics are enough
 * @param tails what is read of the partitions of each source's topic
 * @param live what a live job that began now would read
 * @param whole the sources whose topics have every record that ever was in them
 */
record RebuildInput(
    Optional<Bootstrap> logs, Map<String, List<ReadLog>> tails, LiveInput live, Set<String> whole) {

  /**
   * Asks Kafka and looks into the logs.
   *
   * @param logs the folder of the live job's logs
   */
  static RebuildInput of(
      Topics kafka,
      String bootstrapServers,
      List<Source> sources,
      Optional<Path> logs,
      Clock clock) {
    Map<String, TreeMap<Integer, Long>> begins = new TreeMap<>();
    sources.forEach(source -> begins.put(source.name(), kafka.begins(source.topic())));
    Set<String> whole = new TreeSet<>();
    begins.forEach(
        (name, offsets) -> {
          if (offsets.values().stream().allMatch(begin -> begin == 0)) {
            whole.add(name);
          }
        });
    List<Source> cut = sources.stream().filter(each -> !whole.contains(each.name())).toList();
    Optional<Bootstrap> archive =
        cut.isEmpty() ? Optional.empty() : logs.map(folder -> Bootstrap.of(folder, cut, kafka));
    LiveInput live = LiveInput.of(kafka, bootstrapServers, sources, archive, clock);
    Map<String, List<ReadLog>> tails = new TreeMap<>();
    for (Source source : sources) {
      TreeMap<Integer, Long> from = begins.get(source.name());
      TopicId topic = live.topics().get(source.name()).topic();
      archive.map(each -> each.fence(topic)).ifPresent(fence -> from.putAll(fence.next()));
      tails.put(source.name(), tails(live, source, from));
    }
    return new RebuildInput(archive, tails, live, whole);
  }

  private static List<ReadLog> tails(LiveInput live, Source source, Map<Integer, Long> from) {
    TopicRead read = live.topics().get(source.name());
    List<ReadLog> tails = new ArrayList<>();
    live.ends()
        .get(source.topic())
        .forEach(
            (id, end) -> {
              if (from.get(id) < end) {
                tails.add(
                    new ReadLog(
                        live.bootstrapServers(),
                        read.topic(),
                        id,
                        from.get(id),
                        end,
                        read.known().getOrDefault(id, Long.MIN_VALUE),
                        read.logAppendTime()));
              }
            });
    return tails;
  }

  /**
   * Refuses to rebuild from less than a generation had.
   *
   * @param needed the known time from which on it has events; {@link Long#MIN_VALUE} if nobody can
   *     tell
   * @throws IllegalArgumentException with what to do
   */
  void requireSince(
      Project project, Source source, long needed, Generation generation, int maxRecordBytes) {
    if (whole.contains(source.name())) {
      return;
    }
    long since = live.eventsFrom(project, source, maxRecordBytes);
    if (needed == Long.MIN_VALUE || since > needed) {
      throw new IllegalArgumentException(
          "the archive and the topic of '%s' begin at %s, and the events of %s begin %s; states of part of the events would stand beside states of all: give --logs of all jobs that wrote it, or start a fresh live job"
              .formatted(
                  source.name(),
                  since == Long.MIN_VALUE
                      ? "a time that nobody can tell"
                      : Instant.ofEpochMilli(since),
                  generation,
                  needed == Long.MIN_VALUE
                      ? "at a time that nobody can tell"
                      : "at " + Instant.ofEpochMilli(needed)));
    }
  }
}
