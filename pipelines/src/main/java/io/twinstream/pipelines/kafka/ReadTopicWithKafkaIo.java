package io.twinstream.pipelines.kafka;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.event.RawRecord;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.RawRecords;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.job.Runner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Reads a topic's records as {@link ReadTopic} does, on any runner, with Beam's {@code KafkaIO}:
 * the same records, with the same positions and known times, but neither offsets without a record
 * nor reports of positions.
 *
 * <p>The timestamp of each element of {@code KafkaIO} is the known time of its record: {@link
 * KnownTimePolicy} runs in the order of the partition, and its watermark, which the runner keeps in
 * checkpoints, carries the greatest time from one reader to the next.
 */
public final class ReadTopicWithKafkaIo extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1;

  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());

  private final TopicRead read;
  private final transient Optional<Duration> maxReadTime;

  private ReadTopicWithKafkaIo(TopicRead read, Optional<Duration> maxReadTime) {
    this.read = read;
    this.maxReadTime = maxReadTime;
  }

  /** Reads for ever. The brokers' address comes from the {@link BrokerOptions} of the pipeline. */
  public static ReadTopicWithKafkaIo of(TopicRead read) {
    return new ReadTopicWithKafkaIo(read, Optional.empty());
  }

  /** Reports whether jobs with these options use it: on Flink, only if the user asks for it. */
  public static boolean isUsed(PipelineOptions options) {
    return !Runner.of(options).isFlink() || options.as(ReaderOptions.class).isKafkaIo();
  }

  /** Ends after a time, and is bounded. */
  public ReadTopicWithKafkaIo withMaxReadTime(java.time.Duration time) {
    return new ReadTopicWithKafkaIo(read, Optional.of(Duration.millis(time.toMillis())));
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    String brokers = begin.getPipeline().getOptions().as(BrokerOptions.class).getKafka();
    KafkaIO.Read<byte[], byte[]> topic =
        KafkaIO.<byte[], byte[]>read()
            .withBootstrapServers(brokers)
            .withTopicPartitions(List.copyOf(begins(read).keySet()))
            .withKeyDeserializerAndCoder(ByteArrayDeserializer.class, BYTES)
            .withValueDeserializerAndCoder(ByteArrayDeserializer.class, BYTES)
            .withConsumerConfigUpdates(
                // If the log no longer has a position, there is a gap: fail instead of skipping it.
                Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"))
            .withReadCommitted()
            .withConsumerFactoryFn(new ConsumerFn(brokers, read))
            .withTimestampPolicyFactory(KnownTimePolicy.of(read));
    return begin
        .apply("Read", maxReadTime.map(topic::withMaxReadTime).orElse(topic))
        .apply("Convert", ParDo.of(new ConvertFn(read)))
        .setCoder(RawRecordCoder.of());
  }

  private static Map<TopicPartition, Long> begins(TopicRead read) {
    Map<TopicPartition, Long> begins = new HashMap<>();
    read.begin()
        .forEach((id, offset) -> begins.put(new TopicPartition(read.topic().name(), id), offset));
    return begins;
  }

  /**
   * Creates consumers with the user's settings that begin where the job begins; {@code KafkaIO}
   * itself begins where a consumer is.
   */
  private static final class ConsumerFn
      implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    private final String brokers;
    private final TopicRead read;

    ConsumerFn(String brokers, TopicRead read) {
      this.brokers = brokers;
      this.read = read;
    }

    @Override
    public Consumer<byte[], byte[]> apply(Map<String, Object> configuration) {
      KafkaClients kafka = KafkaClients.of(brokers);
      try (Topics topics = Topics.of(kafka)) {
        topics.require(read.topic());
      }
      return kafka.consumer(configuration, begins(read));
    }
  }

  static final class ConvertFn extends DoFn<KafkaRecord<byte[], byte[]>, RawRecord> {
    private static final long serialVersionUID = 1;

    private final String origin;
    private final boolean logAppendTime;

    ConvertFn(TopicRead read) {
      this.origin = read.topic().toString();
      this.logAppendTime = read.logAppendTime();
    }

    @ProcessElement
    public void convert(
        @Element KafkaRecord<byte[], byte[]> element,
        @Timestamp Instant known,
        OutputReceiver<RawRecord> out) {
      KV<byte[], byte[]> content = element.getKV();
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(
              element.getTopic(),
              element.getPartition(),
              element.getOffset(),
              element.getTimestamp(),
              TimestampType.CREATE_TIME,
              size(content.getKey()),
              size(content.getValue()),
              content.getKey(),
              content.getValue(),
              element.getHeaders(),
              Optional.empty());
      // A time beyond Beam's is the greatest of its partition, and is known as what it is.
      long greatest = Math.max(known.getMillis(), element.getTimestamp());
      out.output(RawRecords.of(origin, logAppendTime, greatest, record));
    }

    private static int size(byte[] bytes) {
      return bytes == null ? ConsumerRecord.NULL_SIZE : bytes.length;
    }
  }
}
