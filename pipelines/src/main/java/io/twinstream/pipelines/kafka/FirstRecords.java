package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.RawRecord;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Patience;
import io.twinstream.kafka.RawRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Finds the first record of each partition that a job will process. */
public final class FirstRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private FirstRecords() {}

  /**
   * The known times of the first wanted records.
   *
   * @param bootstrapServers the brokers
   * @param ends by partition, where to stop looking
   * @return by partition; those without such a record are absent
   */
  public static Map<Integer, Long> known(
      String bootstrapServers,
      TopicRead read,
      Map<Integer, Long> ends,
      Predicate<RawRecord> wanted) {
    Map<Integer, Long> found = new TreeMap<>();
    Map<String, Object> properties = new TreeMap<>();
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // If records are deleted meanwhile, use the first that remains.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    try (var consumer = KafkaClients.of(bootstrapServers).consumer(properties)) {
      read.begin()
          .forEach(
              (partition, begin) ->
                  first(
                          consumer,
                          read,
                          new TopicPartition(read.topic().name(), partition),
                          begin,
                          ends,
                          wanted)
                      .ifPresent(known -> found.put(partition, known)));
    }
    return found;
  }

  private static Optional<Long> first(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicRead read,
      TopicPartition partition,
      long begin,
      Map<Integer, Long> ends,
      Predicate<RawRecord> wanted) {
    consumer.assign(List.of(partition));
    if (begin == TopicRead.EARLIEST) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, begin);
    }
    Patience patience = Patience.ofAMinute();
    RawRecords records = new RawRecords(read.topic(), read.logAppendTime(), read.known());
    while (consumer.position(partition) < ends.get(partition.partition())) {
      patience.require(consumer, List.of(partition));
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        RawRecord raw = records.of(record);
        if (wanted.test(raw)) {
          return Optional.of(raw.known());
        }
      }
    }
    return Optional.empty();
  }
}
