package io.twinstream.cli.stack;

import io.twinstream.cli.options.DurationOption;
import io.twinstream.cli.options.StackOption;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.traffic.Generator;
import io.twinstream.local.traffic.Traffic;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "Send payments to a topic, for the example definitions in transforms/examples/payments.",
      "",
      "Equal seeds send equal payments. Ends after --count or --seconds, else on Ctrl-C.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream generate --rate 1000 --seconds 60",
      "  twinstream generate --count 1000000 --zipf 1.1 --duplicates 0.01 --bad 0.01",
      "  twinstream generate --count 50000 --span 12h --disorder 30s --record sent.jsonl"
    })
public final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final TrafficOptions payments = new TrafficOptions(0);

  @Mixin private StackOption stack;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "The broker; over TLS or SASL with the settings of the file that"
              + " TWINSTREAM_KAFKA_PROPERTIES names (default: the local stack's).")
  private String kafka;

  @Option(
      names = "--topic",
      defaultValue = "txn.events",
      description = "Where to send; made if absent (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Of the topic, if it is made (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Events per second; 0 for as fast as it goes (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--count", description = "How many events, their duplicates not counted.")
  private Long count;

  @Option(names = "--seconds", description = "For how long.")
  private Long seconds;

  @Option(
      names = "--disorder",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationOption.class,
      description = "How far event times lie out of order, at most (default: ${DEFAULT-VALUE}).")
  private Duration disorder;

  @Option(
      names = "--span",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationOption.class,
      description =
          "Spread event times over so long, up to now; with --count (default: as they are sent).")
  private Duration span;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write what was sent as JSON lines: topic, partition, offset, known, payload.")
  private Path record;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (!span.isZero() && count == null) {
      throw new IllegalArgumentException("--span needs --count: event times are spread over it");
    }
    String servers = kafka != null ? kafka : stack.addresses().kafka();
    KafkaBroker.at(servers)
        .createTopic(topic, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
    Traffic traffic = payments.traffic(disorder, span);
    try (Generator generator =
        new Generator(traffic, servers, topic, Optional.ofNullable(record), Clock.systemUTC())) {
      Thread end = endWhenInterrupted(generator);
      Generator.Sent sent =
          generator.run(
              rate,
              count == null ? Long.MAX_VALUE : count,
              seconds == null ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds));
      print(sent);
      end.interrupt();
    }
    return 0;
  }

  /** At Ctrl-C, delivers the records in flight and completes the record file. */
  private static Thread endWhenInterrupted(Generator generator) {
    Thread main = Thread.currentThread();
    Thread end =
        new Thread(
            () -> {
              generator.stop();
              try {
                main.join(10_000);
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
    if (json) {
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
          topic,
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
