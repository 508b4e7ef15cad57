package io.twinstream.cli.stack;

import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.SecondsOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.simulation.ClickSimulation;
import io.twinstream.local.simulation.Faults;
import io.twinstream.local.simulation.PaymentSimulation;
import io.twinstream.local.simulation.SimulatedFiles;
import io.twinstream.local.simulation.SimulatedRecord;
import io.twinstream.local.simulation.SimulatedTraffic;
import io.twinstream.local.simulation.Simulation;
import io.twinstream.options.SeedOption;
import io.twinstream.options.TimeConverter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code simulate}: histories and traffic of the larger examples. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Simulate customers for the examples fraud and personalisation.",
      "",
      "With a folder, writes a history: JSON lines in a folder per source, and rows for a",
      "training set in the folder labelled. Otherwise sends live traffic to the topics of",
      "the example, until --count, --seconds or Ctrl-C. Equal seeds and sizes give equal",
      "records.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream simulate fraud history/",
      "  twinstream simulate clicks history/ --users 2000 --days 30",
      "  twinstream simulate fraud --rate 500 --seconds 60 --duplicates 0.01 --bad 0.01"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int USERS = 1_000;
  private static final int DAYS = 60;

  /** What is simulated. */
  enum Kind {
    fraud,
    clicks
  }

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "fraud|clicks",
      description =
          "fraud: payments, devices and labels, for transforms/examples/fraud. clicks: for"
              + " transforms/examples/personalisation.")
  private Kind kind;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Write a history into this folder, instead of sending traffic.")
  private Optional<Path> folder = Optional.empty();

  @Mixin private final SeedOption seed = new SeedOption(1);

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "" + USERS,
      description = "How many customers there are (default: ${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      defaultValue = "2026-01-01",
      converter = TimeConverter.class,
      description = "The start of a history (default: ${DEFAULT-VALUE}).")
  private Instant start;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "" + DAYS,
      description = "How many days a history has (default: ${DEFAULT-VALUE}).")
  private int days;

  @Mixin private final FaultOptions shares = new FaultOptions(0);

  @Mixin private final DisorderOption disorder = new DisorderOption(Duration.ZERO);

  @Mixin private BrokersOption brokers;

  @Mixin private PartitionsOption partitions;

  @Mixin private final RateOption rate = new RateOption(100);

  @Mixin private CountOption count;

  @Mixin private SecondsOption seconds;

  @Override
  public Integer call() {
    if (users < 1 || days < 1) {
      throw new IllegalArgumentException("--users and --days must be at least 1");
    }
    Simulation simulation =
        kind == Kind.fraud
            ? new PaymentSimulation(seed.seed, users)
            : new ClickSimulation(seed.seed, users);
    if (folder.isPresent()) {
      write(simulation, folder.get());
    } else {
      send(simulation);
    }
    return 0;
  }

  private void write(Simulation simulation, Path into) {
    PrintWriter out = spec.commandLine().getOut();
    try (SimulatedFiles files = new SimulatedFiles(into)) {
      Faults faults = faults(files);
      simulation.history(start, days, faults);
      faults.flush();
      new TreeMap<>(files.counts())
          .forEach((source, n) -> out.printf("%,10d  %s%n", n, into.resolve(source)));
      print(faults);
    }
  }

  private void send(Simulation simulation) {
    PrintWriter out = spec.commandLine().getOut();
    KafkaBroker kafka = KafkaBroker.at(brokers.address());
    simulation
        .topics()
        .values()
        .forEach(
            topic ->
                kafka.createTopic(
                    topic,
                    partitions.given.orElse(PartitionsOption.DEFAULT),
                    Map.of("message.timestamp.type", "LogAppendTime")));
    try (SimulatedTraffic traffic = new SimulatedTraffic(simulation, brokers.address())) {
      Thread end = new Thread(traffic::stop, "simulate-stop");
      Runtime.getRuntime().addShutdownHook(end);
      Faults faults = faults(traffic);
      long begin = System.nanoTime();
      traffic.run(
          simulation,
          faults,
          Clock.systemUTC(),
          rate.perSecond,
          count.orEndless(),
          seconds.duration());
      double took = (System.nanoTime() - begin) / 1e9;
      out.printf(
          "sent %,d records in %.1f s: %,.0f/s%n",
          traffic.acknowledged(), took, traffic.acknowledged() / took);
      print(faults);
    }
  }

  private Faults faults(Consumer<SimulatedRecord> sink) {
    return new Faults(seed.seed, shares.duplicates, shares.bad, disorder.most, sink);
  }

  private void print(Faults faults) {
    PrintWriter out = spec.commandLine().getOut();
    if (faults.duplicated() > 0) {
      out.printf("  twice %,d%n", faults.duplicated());
    }
    new TreeMap<>(faults.spoiled())
        .forEach((reason, n) -> out.printf("  corrupt as %-14s %,d%n", reason, n));
    out.flush();
  }
}
