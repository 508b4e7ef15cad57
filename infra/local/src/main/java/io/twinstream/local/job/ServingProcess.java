package io.twinstream.local.job;

import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the HTTP server in its own process. */
public final class ServingProcess {
  private static final String MAIN = "io.twinstream.serving.Serve";

  /** The prefix of the names of servers in the stack's notes of its processes. */
  public static final String SERVICE = "serve-";

  private static final String NAME = "serving";
  private static final Pattern LISTENING = Pattern.compile("\\{\"listening\":\"([^\"]+)\"");
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private ServingProcess() {}

  /** The command line of the server. */
  public static List<String> command(
      Installation installation, Path temporary, List<String> arguments) {
    return installation.java(
        temporary, "serving", List.of("-Xmx256m", "-XX:+UseParallelGC"), MAIN, arguments);
  }

  /**
   * Starts the server on a free port and waits until it listens.
   *
   * @return its URL
   */
  public static String start(
      Supervisor supervisor, Installation installation, String definitions, String redis) {
    return start(supervisor, installation, definitions, redis, List.of());
  }

  /**
   * The same.
   *
   * @param more options, such as the folder of models
   */
  public static String start(
      Supervisor supervisor,
      Installation installation,
      String definitions,
      String redis,
      List<String> more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--definitions=" + definitions);
    arguments.add("--redis=" + redis);
    arguments.add("--port=0");
    arguments.addAll(more);
    LocalProcess process =
        supervisor.start(NAME, command(installation, supervisor.state().temporary(), arguments));
    process.awaitReady(() -> url(process.log()).isPresent(), START_LIMIT);
    return url(process.log()).orElseThrow();
  }

  private static Optional<String> url(Path log) {
    try {
      Matcher matcher = LISTENING.matcher(Files.readString(log));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }
}
