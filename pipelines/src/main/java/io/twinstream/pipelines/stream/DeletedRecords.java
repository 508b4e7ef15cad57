package io.twinstream.pipelines.stream;

import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.TopicPosition;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Warns at a restore of records that Kafka has deleted and the job has not read. How far it has
 * read is what it published last, which may be less than its checkpoint has: so the job is started,
 * and fails if they are gone.
 */
public final class DeletedRecords {
  private DeletedRecords() {}

  public static void print(
      Topics kafka,
      OnlineStore store,
      Collection<TopicRead> reads,
      Collection<Generation> generations,
      PrintWriter err) {
    Map<String, Long> read = new TreeMap<>();
    for (Generation each : generations) {
      Map<String, TopicPosition> at =
          Await.within(StoreAddress.ANSWERS_WITHIN, store.positions(each));
      at.forEach((partition, position) -> read.merge(partition, position.next(), Math::max));
    }
    for (TopicRead topic : reads) {
      Map<Integer, Long> next = new TreeMap<>();
      for (int id : topic.begin().keySet()) {
        Long at = read.get(topic.topic().partition(id));
        if (at != null) {
          next.put(id, at);
        }
      }
      kafka
          .lost(topic.topic(), next)
          .ifPresent(
              what ->
                  err.println(
                      what
                          + "; the restored job fails unless its checkpoint is past them: start"
                          + " a fresh job then, with --bootstrap if logs of it have them"));
    }
    err.flush();
  }
}
