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
 * Warns at a restore if Kafka has deleted records that the job has not read. It compares with the
 * positions published last, which may be below those of the checkpoint; so the job starts anyway,
 * and fails if its own records are deleted.
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
          Await.within(StoreAddress.ANSWERS_WITHIN, store.progress().positions(each));
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
                          + "; the restored job fails unless its checkpoint is past "
                          + "them: if it does, start a fresh job, with --bootstrap if "
                          + "its logs have them"));
    }
    err.flush();
  }
}
