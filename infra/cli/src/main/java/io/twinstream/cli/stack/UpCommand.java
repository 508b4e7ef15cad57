package io.twinstream.cli.stack;

import io.twinstream.cli.options.DurationOption;
import io.twinstream.cli.options.StackOption;
import io.twinstream.cli.process.StackStart;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.StateDirectory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code up}: starts the local stack, or its missing parts, and leaves it running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start a local stack and leave it running: Kafka broker, Redis, Flink cluster.",
      "",
      "The parts listen on free loopback ports; other commands find them by themselves. A process",
      "that ends by itself is restarted, and its data and the live jobs go on. After a stop the",
      "stack starts with the ports, topics, states and checkpoints that it had, and resumes the",
      "live jobs. If the stack runs already, the command waits until all of its parts answer.",
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

  @Option(
      names = "--slots",
      description = "How many subtasks of a step run at once (default: as last time; 2 at first).")
  private Integer slots;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      description =
          "Memory for features in the task manager (default: as last time; 1024 at first).")
  private Integer heap;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      defaultValue = "3m",
      description = "How long a part may take until it answers (default: ${DEFAULT-VALUE}).")
  private Duration wait;

  @Option(
      names = "--no-resume",
      description =
          "Do not resume the live jobs of the last start, and choose other ports. Go on with:"
              + " stream run --restore latest.")
  private boolean anew;

  @Option(names = "--json", description = "Print the addresses as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    KafkaBroker.requireNoSettings();
    StateDirectory state = StateDirectory.at(stack.state);
    StackStart start = new StackStart(state, size(), wait, !anew);
    boolean running = start.isRunning();
    print(start.await(), running);
    return 0;
  }

  private Optional<ClusterSize> size() {
    if (slots == null && heap == null) {
      return Optional.empty();
    }
    ClusterSize last = StackAddresses.size(stack.state).orElse(StackStart.FIRST_SIZE);
    return Optional.of(
        new ClusterSize(
            slots != null ? slots : last.slots(), heap != null ? heap : last.heapMegabytes()));
  }

  private void print(StackAddresses addresses, boolean running) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
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
