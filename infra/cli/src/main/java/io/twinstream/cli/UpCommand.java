package io.twinstream.cli;

import io.twinstream.local.Installation;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.StackMain;
import io.twinstream.local.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the local stack and leaves it running. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start a local stack and leave it running: Kafka broker, Redis, Flink cluster.",
      "",
      "The parts listen on free loopback ports; other commands find them by themselves.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream up",
      "  twinstream up --slots 4 --heap 2048",
      "  twinstream down"
    })
final class UpCommand implements Callable<Integer> {
  private static final String SUPERVISOR = "supervisor";

  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Mixin private final ClusterOptions cluster = new ClusterOptions(1024);

  @Option(names = "--json", description = "Print the addresses as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    KafkaBroker.requireNoSettings();
    StateDirectory state = StateDirectory.at(stack.state);
    if (!state.alive().isEmpty()) {
      throw new IllegalStateException(
          "a local stack runs already with the files of "
              + state.path()
              + "; stop it with: twinstream down");
    }
    Files.deleteIfExists(state.log(SUPERVISOR));
    Process supervisor = start(state);
    Optional<StackAddresses> addresses = StackAddresses.read(state.path());
    while (addresses.isEmpty()) {
      if (supervisor.waitFor(100, TimeUnit.MILLISECONDS)) {
        String log = Files.readString(state.log(SUPERVISOR));
        throw new IllegalStateException("the stack did not start:\n" + log);
      }
      addresses = StackAddresses.read(state.path());
    }
    print(addresses.get());
    return 0;
  }

  /** Not watched: it is to outlive this JVM, and the terminal. */
  private Process start(StateDirectory state) throws IOException {
    Installation installation = Installation.find();
    List<String> command =
        new ArrayList<>(
            List.of(
                java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dtwinstream.home=" + installation.home(),
                "-cp",
                installation.classPath("infra/local"),
                StackMain.class.getName(),
                state.path().toString(),
                String.valueOf(cluster.slots),
                String.valueOf(cluster.heap)));
    if (Files.isExecutable(java.nio.file.Path.of("/usr/bin/nohup"))) {
      command.add(0, "/usr/bin/nohup");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(state.log(SUPERVISOR).toFile())
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    state.recordPid(SUPERVISOR, process.toHandle());
    return process;
  }

  private void print(StackAddresses addresses) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.printf(
          "{\"kafka\":\"%s\",\"redis\":\"%s\",\"flink\":\"%s\"}%n",
          addresses.kafka(), addresses.redis(), addresses.flink());
    } else {
      out.println("Kafka   " + addresses.kafka());
      out.println("Redis   " + addresses.redis());
      out.println("Flink   http://" + addresses.flink());
      out.println("Logs    " + stack.state.resolve("logs"));
      out.println("Stop it with: twinstream down");
    }
    out.flush();
  }
}
