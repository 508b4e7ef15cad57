package io.twinstream.cli.stack;

import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.WaitOption;
import io.twinstream.cli.place.StackOption;
import io.twinstream.cli.process.StackStart;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.StateDirectory;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code up}: starts the local stack, or its missing parts, and leaves it running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start a local stack and leave it running: Kafka broker, Redis, Flink cluster.",
      "",
      "The parts listen on free loopback ports; other commands find them. A process that ends",
      "unexpectedly is restarted with its data, and the live jobs continue. After twinstream",
      "down, the stack starts with the same size, ports, topics, states and checkpoints, and",
      "resumes the live jobs; --slots and --heap change its size. If the stack is already",
      "running, the command waits until all of its parts answer.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream up",
      "  twinstream up --slots 4 --heap 2048",
      "  twinstream up --wait 10m",
      "  twinstream down"
    })
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Mixin private final ClusterOptions cluster = new ClusterOptions(StackStart.FIRST_SIZE);

  @Mixin private WaitOption wait;

  @Option(
      names = "--no-resume",
      description =
          "Do not resume the live jobs of the last start, and choose other ports. Continue"
              + " with: stream run --restore latest.")
  private boolean fresh;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    KafkaBroker.requireNoSettings();
    StateDirectory state = stack.files();
    StackStart start = new StackStart(state, size(), wait.limit, !fresh);
    boolean running = start.isRunning();
    print(start.await(), running);
    return 0;
  }

  private Optional<ClusterSize> size() {
    ParseResult given = spec.commandLine().getParseResult();
    boolean slots = given.hasMatchedOption("--slots");
    boolean heap = given.hasMatchedOption("--heap");
    if (!slots && !heap) {
      return Optional.empty();
    }
    ClusterSize last = StackAddresses.size(stack.state).orElse(StackStart.FIRST_SIZE);
    return Optional.of(
        new ClusterSize(
            slots ? cluster.slots : last.slots(), heap ? cluster.heap() : last.heapMegabytes()));
  }

  private void print(StackAddresses addresses, boolean running) {
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      out.printf(
          "{\"kafka\":\"%s\",\"redis\":\"%s\",\"flink\":\"%s\"}%n",
          addresses.kafka(), addresses.redis(), addresses.flink());
    } else {
      if (running) {
        out.println("The stack runs already:");
      }
      out.println("Kafka   " + addresses.kafka());
      out.println("Redis   " + addresses.redis());
      out.println("Flink   http://" + addresses.flink());
      out.println("Logs    " + stack.state.resolve("logs"));
      out.println("Stop it with: twinstream down");
    }
    out.flush();
  }
}
