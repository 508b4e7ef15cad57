package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The live job written by hand with Flink's DataStream API, to measure the cost of Beam. It uses
 * the same decoder, algebra, store and batches of writes.
 */
@Command(name = "hand-written-job")
public final class HandWrittenJob implements Callable<Integer> {
  private static final TypeInformation<Tuple2<String, byte[]>> KEYED_BYTES =
      TypeInformation.of(new TypeHint<>() {});

  @Option(names = "--definitions", required = true)
  private String definitions;

  @Option(names = "--view", required = true)
  private String view;

  @Option(names = "--bootstrap-servers", required = true)
  private String bootstrapServers;

  @Option(names = "--redis", required = true)
  private String redis;

  @Option(names = "--generation", required = true)
  private long generation;

  @Option(names = "--checkpoints", required = true)
  private String checkpoints;

  @Option(names = "--parallelism", required = true)
  private int parallelism;

  @Option(names = "--state-backend", defaultValue = "hashmap")
  private String stateBackend;

  public static void main(String[] args) {
    System.exit(new CommandLine(new HandWrittenJob()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    BenchView compiled = new BenchView(definitions, view);
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, stateBackend);
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    configuration.set(ExecutionOptions.BUFFER_TIMEOUT, java.time.Duration.ofMillis(5));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    env.getConfig().enableObjectReuse();
    env.enableCheckpointing(10_000);
    KafkaSource<Tuple2<String, byte[]>> source =
        KafkaSource.<Tuple2<String, byte[]>>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(compiled.source().topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new Decode(compiled))
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "read")
        .keyBy(event -> event.f0)
        .process(new Update(compiled))
        .addSink(new StoreSink(compiled, redis, generation));
    env.execute("hand-written");
    return 0;
  }

  /** Decodes bytes into (key, event bytes). */
  private static final class Decode
      implements KafkaRecordDeserializationSchema<Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1;
    private final BenchView view;
    private transient EventDecoder decoder;
    private transient EventCodec codec;
    private transient CompiledView compiled;

    Decode(BenchView view) {
      this.view = view;
    }

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<String, byte[]>> out) {
      if (decoder == null) {
        Source source = view.source();
        compiled = view.compiled();
        decoder = EventDecoders.live(source, Set.of("user"), EventDecoder.DEFAULT_MAX_BYTES);
        codec = EventCodec.of(source);
      }
      Position position = new Position(record.topic(), record.partition(), record.offset());
      if (decoder.decode(new RawRecord(position, record.timestamp(), record.value()))
          instanceof Event event) {
        out.collect(Tuple2.of(compiled.key(event), codec.encode(event)));
      }
    }

    @Override
    public TypeInformation<Tuple2<String, byte[]>> getProducedType() {
      return KEYED_BYTES;
    }
  }

  /** Keeps one state per key. */
  private static final class Update
      extends KeyedProcessFunction<String, Tuple2<String, byte[]>, Tuple2<String, EntityState>> {
    private static final long serialVersionUID = 1;
    private final BenchView view;
    private transient ValueState<EntityState> held;
    private transient CompiledView compiled;
    private transient EventCodec codec;

    Update(BenchView view) {
      this.view = view;
    }

    @Override
    public void open(Configuration parameters) {
      compiled = view.compiled();
      codec = EventCodec.of(view.source());
      held =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("state", new StateSerializer(view)));
    }

    @Override
    public void processElement(
        Tuple2<String, byte[]> event, Context context, Collector<Tuple2<String, EntityState>> out)
        throws Exception {
      EntityState before = held.value();
      EntityState after =
          compiled.add(before == null ? compiled.empty() : before, codec.decode(event.f1));
      held.update(after);
      out.collect(Tuple2.of(event.f0, after));
    }
  }
}
