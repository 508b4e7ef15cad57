package io.twinstream.pipelines.files;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.ArchiveFence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The logs of an earlier live job with which a new live job starts.
 *
 * @param logs the folder of the logs
 * @param fences by source, for the partitions that are read from the archive, where the topic takes
 *     over
 */
public record Bootstrap(Path logs, Map<String, Fence> fences) {

  /**
   * The offsets at which reading changes from the archive to the topic.
   *
   * @param first by partition, the first offset read from the archive
   * @param next by partition, the first offset read from the topic
   * @param known by partition, the greatest known time in the archive below that offset
   * @param repeated whether the archive has some events more than once
   */
  public record Fence(
      TreeMap<Integer, Long> first,
      TreeMap<Integer, Long> next,
      TreeMap<Integer, Long> known,
      boolean repeated)
      implements Serializable {

    private void leaveOut(int partition) {
      first.remove(partition);
      next.remove(partition);
      known.remove(partition);
    }
  }

  public Bootstrap {
    fences = new TreeMap<>(fences);
  }

  /** The archive of a source's events. */
  public Path archive(String source) {
    return logs.resolve("events").resolve(source);
  }

  /** The fence of a source; null if its archive is not read. */
  public Fence fence(String source) {
    return fences.get(source);
  }

  /**
   * Reads how far the logs of a job are complete. A partition whose topic begins before the archive
   * does is read from the topic only.
   *
   * @throws IllegalArgumentException if records between the archive and the topic are deleted
   * @throws io.twinstream.offline.log.file.HistoryException if a source has no archive there
   */
  public static Bootstrap of(Path logs, List<Source> sources, Topics topics) {
    Map<String, Fence> fences = new TreeMap<>();
    for (Source source : sources) {
      TopicId topic = topics.describe(source.topic()).topic();
      fences.put(source.name(), fence(logs, source, topic, topics));
    }
    return new Bootstrap(logs, fences);
  }

  private static Fence fence(Path logs, Source source, TopicId topic, Topics topics) {
    Path archive = logs.resolve("events").resolve(source.name());
    ArchiveFence found =
        ArchiveFence.of(
            archive,
            logs.resolve("dead_letters"),
            logs.resolve("skipped").resolve(source.name()),
            topic,
            source.name());
    Fence fence =
        new Fence(
            new TreeMap<>(found.first()),
            new TreeMap<>(found.next()),
            new TreeMap<>(found.known()),
            found.repeated());
    boolean compacted = topics.compacted(source.topic());
    Map<Integer, Long> begins = topics.begins(source.topic());
    found
        .next()
        .forEach(
            (partition, next) -> {
              long begin = begins.getOrDefault(partition, 0L);
              long first = found.first().get(partition);
              if (begin < first && !compacted) {
                fence.leaveOut(partition);
              } else if (begin < first) {
                throw new IllegalArgumentException(
                    ("the archive %s has partition %d of topic '%s' from offset %d on, "
                            + "and the topic is compacted: Kafka may have removed records before "
                            + "that; give the logs of a job that has read it from its beginning")
                        .formatted(archive, partition, source.topic(), first));
              }
              if (next < begin) {
                throw new IllegalArgumentException(
                    ("the archive %s has partition %d of topic '%s' below offset %d, "
                            + "and the topic begins at %d: the records between are deleted; "
                            + "start without --bootstrap, or restore them")
                        .formatted(archive, partition, source.topic(), next, begin));
              }
            });
    return fence;
  }
}
