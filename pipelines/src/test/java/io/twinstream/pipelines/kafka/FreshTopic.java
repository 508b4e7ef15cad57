package io.twinstream.pipelines.kafka;

import io.twinstream.kafka.Topics;
import io.twinstream.local.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of a broker, for producers and administrators. */
record FreshTopic(KafkaBroker broker, String name) {
  static FreshTopic create(KafkaBroker broker, String name, int partitions) {
    broker.createTopic(name, partitions, Map.of());
    return new FreshTopic(broker, name);
  }

  KafkaProducer<byte[], byte[]> producer(String... settings) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", broker.bootstrapServers());
    for (int i = 0; i < settings.length; i += 2) {
      config.put(settings[i], settings[i + 1]);
    }
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A producer of transactions, without an open one. */
  KafkaProducer<byte[], byte[]> transactional() {
    var producer = producer("transactional.id", name + "-transactions");
    producer.initTransactions();
    return producer;
  }

  /** A record of the first partition, with its text as key and value. */
  ProducerRecord<byte[], byte[]> record(long timestamp, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(name, 0, timestamp, bytes, bytes);
  }

  void send(long timestamp, String... texts) throws Exception {
    try (var producer = producer()) {
      for (String text : texts) {
        Future<?> sent = producer.send(record(timestamp, text));
        sent.get();
      }
    }
  }

  static void commit(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    producer.beginTransaction();
    producer.send(record).get();
    producer.commitTransaction();
  }

  static void abort(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    producer.beginTransaction();
    producer.send(record).get();
    producer.abortTransaction();
  }

  Map<Integer, Long> ends() {
    try (Topics topics = Topics.connect(broker.bootstrapServers())) {
      return topics.ends(name);
    }
  }

  /** How its first partition is read from where it begins. */
  TopicRead read() {
    return read(TopicRead.EARLIEST, Map.of());
  }

  /** The same from an offset on, with what is known of what comes before. */
  TopicRead read(long from, Map<Integer, Long> known) {
    try (Topics topics = Topics.connect(broker.bootstrapServers())) {
      Topics.Described described = topics.describe(name);
      return new TopicRead(
          described.topic(),
          described.partitions().size(),
          new TreeMap<>(Map.of(0, from)),
          new TreeMap<>(known),
          topics.logAppendTime(name),
          Clock.systemUTC());
    }
  }

  void addPartitions(int count) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createPartitions(Map.of(name, NewPartitions.increaseTo(count))).all().get();
    }
  }

  void deleteRecordsBelow(long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicPartition first = new TopicPartition(name, 0);
      admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  void delete() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }
}
