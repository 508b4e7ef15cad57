package io.twinstream.cli.stack;

import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.SecondsOption;
import io.twinstream.cli.options.TopicOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.SourceBuilder;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.traffic.Generator;
import io.twinstream.local.traffic.PaymentKey;
import io.twinstream.local.traffic.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code generate}: sends payments to a topic. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Send generated payments to a topic, for the definitions in transforms/examples/payments.",
      "",
      "Equal seeds send equal payments. Ends after --count events, after --seconds, or on",
      "Ctrl-C.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream generate --rate 1000 --seconds 60",
      "  twinstream generate --count 1000000 --zipf 1.1 --duplicates 0.01 --bad 0.01",
      "  twinstream generate --count 50000 --span 12h --disorder 30s --record sent.jsonl",
      "  twinstream generate --count 50000 --schema schemas/transaction.avsc \\",
      "      --schema-registry http://localhost:8081"
    })
public final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final TrafficOptions payments = new TrafficOptions(0);

  @Mixin private BrokersOption brokers;

  @Mixin private final TopicOption topic = new TopicOption("txn.events");

  @Mixin private PartitionsOption partitions;

  @Mixin private final RateOption rate = new RateOption(1000);

  @Mixin private CountOption count;

  @Mixin private SecondsOption seconds;

  @Mixin private final EventTimes times = EventTimes.asSent();

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      defaultValue = "card_id",
      description =
          "The field that is the key of the records, ${COMPLETION-CANDIDATES}: records with equal"
              + " keys are in one partition, in order (default: ${DEFAULT-VALUE}).")
  private PaymentKey key;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "Write the sent records as JSON lines: topic, partition, offset, known, payload.")
  private Path record;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "Send Avro (.avsc) or Protobuf (.proto, its first message) with this schema instead of"
              + " JSON. With --schema-registry it is registered, and records begin with its id.")
  private Path schema;

  @Mixin private RegistryOption registry;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    if (!times.span.isZero() && count.given.isEmpty()) {
      throw new IllegalArgumentException("--span needs --count: event times are spread over it");
    }
    String servers = brokers.address();
    KafkaBroker.at(servers)
        .createTopic(
            topic.name,
            partitions.given.orElse(PartitionsOption.DEFAULT),
            Map.of("message.timestamp.type", "LogAppendTime"));
    Traffic traffic = payments.traffic(times.disorder.most, times.span);
    Generator.Sent sent;
    Thread end;
    try (Generator generator =
        new Generator(
            traffic,
            servers,
            topic.name,
            key,
            Optional.ofNullable(record),
            Clock.systemUTC(),
            encoder())) {
      end = endWhenInterrupted(generator);
      sent = generator.run(rate.perSecond, count.orEndless(), seconds.duration());
    }
    print(sent);
    end.interrupt(); // the record file is complete
    return 0;
  }

  private UnaryOperator<byte[]> encoder() throws IOException {
    if (schema == null) {
      return UnaryOperator.identity();
    }
    String name = schema.getFileName().toString();
    SchemaText text = new SchemaText(name, Files.readString(schema), Map.of());
    Source payments =
        SourceBuilder.source("payments")
            .topic(topic.name)
            .eventTime("timestamp")
            .format(registry.format(Optional.of(text), ""))
            .build();
    return registry.encoder(payments)::encode;
  }

  /** At Ctrl-C, delivers the records in flight and completes the record file. */
  private static Thread endWhenInterrupted(Generator generator) {
    Thread main = Thread.currentThread();
    Thread end =
        new Thread(
            () -> {
              generator.stop();
              try {
                main.join(60_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "generator-stop");
    Runtime.getRuntime().addShutdownHook(end);
    return end;
  }

  private void print(Generator.Sent sent) {
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      out.printf(
          "{\"events\":%d,\"duplicates\":%d,\"spoiled\":%d,\"records\":%d,\"seconds\":%.3f}%n",
          sent.events(),
          sent.duplicates(),
          total(sent),
          sent.records(),
          sent.took().toMillis() / 1e3);
    } else {
      out.printf(
          "sent %,d records to %s in %.1f s: %,.0f/s (%,d events, %,d of them twice, "
              + "%,d corrupt)%n",
          sent.records(),
          topic.name,
          sent.took().toMillis() / 1e3,
          sent.rate(),
          sent.events(),
          sent.duplicates(),
          total(sent));
      sent.spoiled().forEach((reason, n) -> out.printf("  corrupt as %-14s %,d%n", reason, n));
    }
    out.flush();
  }

  private static long total(Generator.Sent sent) {
    return sent.spoiled().values().stream().mapToLong(Long::longValue).sum();
  }
}
