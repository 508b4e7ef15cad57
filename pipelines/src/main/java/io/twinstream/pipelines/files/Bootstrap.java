package io.twinstream.pipelines.files;

import io.twinstream.features.definition.Source;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.archive.RepeatedOffsets;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of an earlier live job with which a new live job starts.
 *
 * @param logs the folder of the logs
 * @param fences by source, for the partitions that are read from the archive, where the topic takes
 *     over
 * @param splits by source, the parts of the archive that the fence was derived from; absent in a
 *     restored job, whose checkpoint has them
 */
public record Bootstrap(
    Path logs, Map<String, Fence> fences, Map<String, List<HistoryInputSplit>> splits) {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

  /**
   * The offsets at which reading changes from the archive to the topic.
   *
   * @param first by partition, the first offset read from the archive
   * @param next by partition, the first offset read from the topic
   * @param known by partition, the greatest known time in the archive below that offset
   * @param repeated where the archive has offsets more than once
   * @param parts the number of parts of the archive that are read
   */
  public record Fence(
      TreeMap<Integer, Long> first,
      TreeMap<Integer, Long> next,
      TreeMap<Integer, Long> known,
      RepeatedOffsets repeated,
      int parts)
      implements Serializable {

    /** A fence of no partition, to be filled. */
    public static Fence empty() {
      return new Fence(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), RepeatedOffsets.NONE, 0);
    }

    private void leaveOut(int partition) {
      first.remove(partition);
      next.remove(partition);
      known.remove(partition);
    }
  }

  public Bootstrap {
    fences = new TreeMap<>(fences);
    splits = new TreeMap<>(splits);
  }

  public Bootstrap(Path logs, Map<String, Fence> fences) {
    this(logs, fences, Map.of());
  }

  /** The archive of a source's events. */
  public Path archive(String source) {
    return logs.resolve("events").resolve(source);
  }

  /**
   * The parts of the archive of a source; empty if the archive is missing: the checkpoint of a
   * restored job contains what remains to be read, perhaps nothing.
   */
  public List<HistoryInputSplit> splits(String source) {
    if (splits.containsKey(source)) {
      return splits.get(source);
    }
    Path archive = archive(source);
    if (DuckDbTables.exists(archive)) {
      return HistoryFiles.archive(archive);
    }
    LOG.warn(
        "the archive {} does not exist: a restored job that has not finished reading "
            + "it fails until it does",
        archive);
    return List.of();
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
    Map<String, List<HistoryInputSplit>> splits = new TreeMap<>();
    for (Source source : sources) {
      Path archive = logs.resolve("events").resolve(source.name());
      ArchiveFence found =
          ArchiveFence.of(
              archive,
              logs.resolve("dead_letters"),
              logs.resolve("skipped").resolve(source.name()),
              topics.describe(source.topic()).topic(),
              source.name());
      List<HistoryInputSplit> parts = HistoryFiles.archive(archive, found.files());
      splits.put(source.name(), parts);
      fences.put(source.name(), fence(found, parts.size(), archive, source, topics));
    }
    return new Bootstrap(logs, fences, splits);
  }

  private static Fence fence(
      ArchiveFence found, int parts, Path archive, Source source, Topics topics) {
    Fence fence =
        new Fence(
            new TreeMap<>(found.first()),
            new TreeMap<>(found.next()),
            new TreeMap<>(found.known()),
            found.repeated(),
            parts);
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
