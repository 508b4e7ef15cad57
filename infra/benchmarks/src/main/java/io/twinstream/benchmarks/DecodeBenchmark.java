package io.twinstream.benchmarks;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.features.format.WriterSchema;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the decoding of a payment in each format, with the id of its schema before it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  private static final long AT = 1_772_359_200_000L;

  private static final String JSON =
      """
      {"transaction_id":"t1-4711","card_id":"c4711","user_id":"u2355","merchant_id":"m123",\
      "amount":24.53,"currency":"EUR","device_type":"contactless","status":"approved",\
      "timestamp":"2026-03-01T10:00:00.123Z"}""";

  private static final String YAML =
      """
      project: payments
      sources:
        transactions:
          format: %s
          event_time: timestamp
          event_id: transaction_id
          fields:
            transaction_id: string
            card_id: string
            user_id: string
            merchant_id: string
            amount: decimal(2)
            currency: string
            device_type: string
            status: string
            timestamp: timestamp
      """;

  private static final String AVRO =
      """
      {"type": "record", "name": "Transaction", "fields": [
        {"name": "transaction_id", "type": "string"},
        {"name": "card_id", "type": "string"},
        {"name": "user_id", "type": "string"},
        {"name": "merchant_id", "type": ["null", "string"], "default": null},
        {"name": "amount", "type":
          {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {"name": "currency", "type": "string"},
        {"name": "device_type", "type": "string"},
        {"name": "status",
         "type": {"type": "enum", "name": "Status", "symbols": ["approved", "declined"]}},
        {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-millis"}}
      ]}
      """;

  private static final String PROTO =
      """
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      message Transaction {
        string transaction_id = 1;
        string card_id = 2;
        string user_id = 3;
        string merchant_id = 4;
        optional double amount = 5;
        string currency = 6;
        string device_type = 7;
        string status = 8;
        google.protobuf.Timestamp timestamp = 9;
      }
      """;

  @Param({"JSON", "AVRO", "PROTOBUF"})
  public Kind format;

  private EventDecoder decoder;
  private RawRecord record;

  @Setup
  public void setUp() {
    String text =
        switch (format) {
          case JSON -> "json";
          case AVRO -> "{type: avro, schema: t.avsc, registry: true}";
          case PROTOBUF -> "{type: protobuf, schema: t.proto, registry: true}";
        };
    Project project =
        Definitions.parse(
            Map.of(
                "payments.yaml",
                YAML.formatted(text),
                "schemas/t.avsc",
                AVRO,
                "schemas/t.proto",
                PROTO));
    Source source = project.source("transactions");
    byte[] bytes =
        TopicEncoder.of(source, schema -> 7).encode(JSON.getBytes(StandardCharsets.UTF_8));
    Optional<WriterSchema> schema =
        source.format().schema().map((SchemaText of) -> new WriterSchema(format, of));
    decoder = TopicDecoders.of(source, Set.of("card_id"), 1 << 20, id -> schema);
    record = new RawRecord(new Position("payments#benchmark", 0, 1), AT + 200, bytes);
    if (!(decoder.decode(record) instanceof Event)) {
      throw new IllegalStateException(decoder.decode(record).toString());
    }
  }

  @Benchmark
  public Decoded decode() {
    return decoder.decode(record);
  }
}
