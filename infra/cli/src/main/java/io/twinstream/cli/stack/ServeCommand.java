package io.twinstream.cli.stack;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.place.StackOption;
import io.twinstream.cli.process.Foreground;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.process.Installation;
import io.twinstream.options.GivenOptions;
import io.twinstream.options.ServeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code serve}: runs the HTTP server of features and scores. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve features and scores over HTTP.",
      "",
      "Features are evaluated from stored states at the time of the request.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream serve --definitions transforms/examples/payments",
      "  twinstream serve --definitions my/features --redis redis.internal:6379 --host 0.0.0.0",
      "  twinstream serve --definitions my/features --models my/models --scoring my/scoring.yaml",
      "  curl 'http://127.0.0.1:8080/features/card/c1?features=count_5m,amount_sum_1h'"
    })
public final class ServeCommand implements Callable<Integer> {
  /** The exit code of a process that SIGTERM ended. */
  private static final int STOPPED = 143;

  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;
  @Mixin private ServeOptions options;

  @Override
  public Integer call() throws Exception {
    requireFree();
    List<String> arguments = new ArrayList<>(GivenOptions.of(spec, "options"));
    if (onTheStack()) {
      arguments.add("--redis=" + stack.redis());
      if (options.kafka.brokers.isEmpty()) {
        arguments.add("--kafka=" + stack.kafka());
      }
    }
    int code =
        Foreground.run(
            temporary -> ServingProcess.command(Installation.find(), temporary, arguments),
            this::endsWithTheStack);
    if (code == STOPPED) {
      return 0;
    }
    return code == 0 || code == 2 ? code : ExitCodes.BROKEN;
  }

  /** Neither an option, the profile nor a variable of Micronaut names another Redis. */
  private boolean onTheStack() {
    return options.store.redis.isEmpty()
        && Stream.of("REDIS_URI", "REDIS_URIS", "REDIS_HOST")
            .allMatch(name -> System.getenv(name) == null);
  }

  /** Registers the server in the stack's notes, so that {@code twinstream down} stops it too. */
  private void endsWithTheStack(ProcessHandle process) {
    if (onTheStack()) {
      stack.files().recordPid(ServingProcess.SERVICE + process.pid(), process);
    }
  }

  private void requireFree() throws UnknownHostException {
    InetAddress address = InetAddress.getByName(options.host);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, options.port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on %s:%d (%s); choose another port with --port, or 0 for any free one"
              .formatted(options.host, options.port, e.getMessage()),
          null);
    }
  }
}
