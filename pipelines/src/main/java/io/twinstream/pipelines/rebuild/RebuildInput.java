package io.twinstream.pipelines.rebuild;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.kafka.ReadLog;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
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
 * @param whole the sources whose topics have every record that ever was in them: not those of which
 *     records were deleted, nor those that Kafka compacts
 */
public record RebuildInput(
    Optional<Bootstrap> logs, Map<String, List<ReadLog>> tails, LiveInput live, Set<String> whole) {

  private static final String INSTEAD =
      "; states of part of the events would stand beside states of all: give --logs of the job that"
          + " wrote it, or start a fresh live job";

  /**
   * Asks Kafka and looks into the logs.
   *
   * @param logs the folder of the live job's logs
   */
  public static RebuildInput of(
      Topics kafka,
      String bootstrapServers,
      List<Source> sources,
      Optional<Path> logs,
      Clock clock) {
    Map<String, TreeMap<Integer, Long>> begins = new TreeMap<>();
    Map<String, String> topics = new TreeMap<>();
    for (Source source : sources) {
      begins.put(source.name(), kafka.begins(source.topic()));
      topics.put(source.name(), source.topic());
    }
    Set<String> whole = new TreeSet<>();
    begins.forEach(
        (name, offsets) -> {
          if (offsets.values().stream().allMatch(begin -> begin == 0)
              && !kafka.compacted(topics.get(name))) {
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
      archive.map(each -> each.fence(source.name())).ifPresent(each -> from.putAll(each.next()));
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
   * @throws IllegalArgumentException with what to do
   */
  public void requireAll(
      Project project, Source source, OnlineStore store, Generation generation, int maxBytes) {
    if (whole.contains(source.name())) {
      return;
    }
    Map<String, Long> had = Generations.beginsAt(store, generation);
    List<String> missing = had.isEmpty() ? List.of() : missing(source, had);
    if (had.isEmpty()) {
      requireSince(
          project, source, Generations.eventsFrom(store, generation), generation, maxBytes);
    } else if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the events of %s are not all there: %s%s"
              .formatted(generation, String.join("; ", missing), INSTEAD));
    }
  }

  /** What a generation had of a source's topic that is neither in the topic now nor archived. */
  private List<String> missing(Source source, Map<String, Long> had) {
    Map<String, Long> has = live.beginsAt(source.name());
    Optional<Bootstrap.Fence> fence = logs.map(each -> each.fence(source.name()));
    boolean compacted = live.compacted().contains(source.topic());
    List<String> missing = new ArrayList<>();
    for (int id : live.topics().get(source.name()).begin().keySet()) {
      String partition = live.topics().get(source.name()).topic().partition(id);
      Long needed = had.get(partition);
      if (needed == null) {
        missing.add("it was not recorded where %s began".formatted(partition));
      } else if (needed < has.get(partition)) {
        missing.add(
            "of %s the offsets from %d to %d were deleted"
                .formatted(partition, needed, has.get(partition) - 1));
      } else if (compacted && !fence.map(each -> each.next().containsKey(id)).orElse(false)) {
        missing.add(
            "%s is compacted, so that Kafka may have removed some of it".formatted(partition));
      }
    }
    return missing;
  }

  /**
   * The same where it was not noted at which offsets it began.
   *
   * @param needed the known time from which on it has events; {@link Long#MIN_VALUE} if that is not
   *     known
   */
  private void requireSince(
      Project project, Source source, long needed, Generation generation, int maxRecordBytes) {
    long since = live.eventsFrom(project, source, maxRecordBytes);
    if (needed == Long.MIN_VALUE || since == Long.MIN_VALUE || since > needed) {
      throw new IllegalArgumentException(
          "the archive and the topic of '%s' have all events from %s on, and %s has those from %s on%s"
              .formatted(source.name(), time(since), generation, time(needed), INSTEAD));
    }
  }

  private static String time(long known) {
    return known == Long.MIN_VALUE ? "an unknown time" : Instant.ofEpochMilli(known).toString();
  }
}
