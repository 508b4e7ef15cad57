package io.twinstream.pipelines.rebuild;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.kafka.PartitionRange;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.kafka.TopicRecords;
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
 * The input of a rebuild: topics up to their ends and, if a topic no longer has its first record,
 * the archive below its fence and the topic from there on.
 *
 * @param logs of the live job; empty if the topics are enough
 * @param tails the ranges to read of the partitions of each source's topic
 * @param live what a live job that starts now would read
 * @param whole the sources whose topics still have every record: topics that are not compacted and
 *     have lost none
 */
public record RebuildInput(
    Optional<Bootstrap> logs,
    Map<String, List<PartitionRange>> tails,
    LiveInput live,
    Set<String> whole) {

  private static final String INSTEAD =
      "; states of some of the events would be mixed with states of all: give --logs "
          + "of the job that wrote it, or start a fresh live job";

  /**
   * Determines the input from Kafka's metadata and the logs.
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
    Map<String, List<PartitionRange>> tails = new TreeMap<>();
    for (Source source : sources) {
      TreeMap<Integer, Long> from = begins.get(source.name());
      archive.map(each -> each.fence(source.name())).ifPresent(each -> from.putAll(each.next()));
      tails.put(source.name(), tails(live, source, from));
    }
    return new RebuildInput(archive, tails, live, whole);
  }

  private static List<PartitionRange> tails(
      LiveInput live, Source source, Map<Integer, Long> from) {
    TopicRead read = live.topics().get(source.name());
    List<PartitionRange> tails = new ArrayList<>();
    live.ends()
        .get(source.topic())
        .forEach(
            (id, end) -> {
              if (from.get(id) < end) {
                tails.add(
                    new PartitionRange(
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
   * Refuses to rebuild from fewer events than a generation had.
   *
   * @throws IllegalArgumentException with what to do
   */
  public void requireAll(
      Project project,
      Source source,
      OnlineStore store,
      Generation generation,
      TopicRecords records) {
    if (whole.contains(source.name())) {
      return;
    }
    Map<String, Long> had = Generations.beginsAt(store, generation);
    List<String> missing = had.isEmpty() ? List.of() : missing(source, had);
    if (had.isEmpty()) {
      requireSince(project, source, Generations.eventsFrom(store, generation), generation, records);
    } else if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "some events of %s are missing: %s%s"
              .formatted(generation, String.join("; ", missing), INSTEAD));
    }
  }

  /**
   * The events of a source's topic that a generation had, and that are neither in the topic nor in
   * the archive.
   */
  private List<String> missing(Source source, Map<String, Long> had) {
    Map<String, Long> has = live.beginsAt(source.name());
    Optional<Bootstrap.Fence> fence = logs.map(each -> each.fence(source.name()));
    boolean compacted = live.compacted().contains(source.topic());
    List<String> missing = new ArrayList<>();
    for (int id : live.topics().get(source.name()).begin().keySet()) {
      String partition = live.topics().get(source.name()).topic().partition(id);
      Long needed = had.get(partition);
      if (needed == null) {
        missing.add("the first offset of %s was not recorded".formatted(partition));
      } else if (needed < has.get(partition)) {
        missing.add(
            "of %s, offsets %d to %d were deleted"
                .formatted(partition, needed, has.get(partition) - 1));
      } else if (compacted && !fence.map(each -> each.next().containsKey(id)).orElse(false)) {
        missing.add("%s is compacted, so Kafka may have removed some records".formatted(partition));
      }
    }
    return missing;
  }

  /**
   * The same if the generation's first offsets were not recorded.
   *
   * @param needed the known time from which it has events; {@link Long#MIN_VALUE} if that is
   *     unknown
   */
  private void requireSince(
      Project project, Source source, long needed, Generation generation, TopicRecords records) {
    long since = live.eventsFrom(project, source, records);
    if (needed == Long.MIN_VALUE || since == Long.MIN_VALUE || since > needed) {
      throw new IllegalArgumentException(
          ("the archive and the topic of '%s' have all events from %s on, but %s has "
                  + "events from %s on%s")
              .formatted(source.name(), time(since), generation, time(needed), INSTEAD));
    }
  }

  private static String time(long known) {
    return known == Long.MIN_VALUE ? "an unknown time" : Instant.ofEpochMilli(known).toString();
  }
}
