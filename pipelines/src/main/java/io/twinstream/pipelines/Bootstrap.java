package io.twinstream.pipelines;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.ArchiveFence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The logs of an earlier live job that a new one begins with.
 *
 * @param logs the earlier job's folder of logs
 * @param fences by topic, as positions name it: the archive counts below, the topic from there on
 */
record Bootstrap(Path logs, Map<String, Fence> fences) {

  /**
   * Where an archive ends and the topic goes on.
   *
   * @param next by partition, the first offset that is read of the topic
   * @param known by partition, the greatest known time in the archive below that
   * @param repeated whether events are in the archive more than once
   */
  record Fence(TreeMap<Integer, Long> next, TreeMap<Integer, Long> known, boolean repeated)
      implements Serializable {}

  Bootstrap {
    fences = new TreeMap<>(fences);
  }

  /** The archive of a source's events. */
  Path archive(String source) {
    return logs.resolve("events").resolve(source);
  }

  /** Where the archive ends and a topic goes on. */
  Fence fence(TopicId topic) {
    return fences.get(topic.toString());
  }

  /**
   * The logs of a job, as far as they are complete.
   *
   * @throws IllegalArgumentException if records between the archive and a topic's log are gone
   * @throws io.twinstream.offline.log.HistoryException if a source has no archive there
   */
  static Bootstrap of(Path logs, List<Source> sources, Topics topics) {
    Map<String, Fence> fences = new TreeMap<>();
    for (Source source : sources) {
      TopicId topic = topics.describe(source.topic()).topic();
      fences.put(topic.toString(), fence(logs, source, topic, topics));
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
            topic);
    Map<Integer, Long> begins = topics.begins(source.topic());
    found
        .next()
        .forEach(
            (partition, next) -> {
              long begin = begins.getOrDefault(partition, 0L);
              if (next < begin) {
                throw new IllegalArgumentException(
                    "the archive %s has partition %d of topic '%s' below offset %d, and the log begins at %d: the records between are gone; start without --bootstrap, or find them"
                        .formatted(archive, partition, source.topic(), next, begin));
              }
            });
    return new Fence(new TreeMap<>(found.next()), new TreeMap<>(found.known()), found.repeated());
  }
}
