package io.twinstream.benchmarks.serving;

import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends malformed requests to a running server, with known and unknown keys, and beyond the rate
 * limit. Each must get a response that is no 5xx and contains no stack trace and no key; an error
 * must be a problem document. Exit code 1 if one does not.
 */
@Command(name = "fuzz", mixinStandardHelpOptions = true)
public final class Fuzz implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int MOST_SHOWN = 10;
  private static final String KEY = "key-of-";
  private static final String SCORING = "scoring: {fraud@1: {fallback: [{score: 0.1}]}}\n";

  @Option(names = "--requests", defaultValue = "100000")
  private int requests;

  @Option(
      names = "--max-qps",
      defaultValue = "1000",
      description = "Requests per second that one caller may send.")
  private int maxQps;

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Fuzz()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path definitions =
        Installation.find().home().resolve("infra/benchmarks/definitions/fuzzed.yaml");
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-fuzz"));
    try (Supervisor supervisor = new Supervisor(state)) {
      String redis = RedisServer.start(supervisor).address();
      KafkaBroker kafka = KafkaBroker.start(supervisor, Installation.find());
      kafka.createTopic("txn.events", 1, Map.of());
      Path scoring = Files.writeString(state.path().resolve("scoring.yaml"), SCORING);
      List<String> jvm = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseParallelGC"));
      jvm.add("-Dtwinstream.access.max-qps=" + maxQps);
      for (String role : List.of("read", "write", "admin")) {
        jvm.add("-Dtwinstream.keys." + role + ".role=" + role);
        jvm.add("-Dtwinstream.keys." + role + ".secret=" + key(role));
      }
      try (MeasuredServer served =
          MeasuredServer.start(
              supervisor,
              "serving",
              jvm,
              definitions,
              redis,
              "--kafka=" + kafka.bootstrapServers(),
              "--scoring=" + scoring)) {
        send(served);
      }
    } finally {
      state.delete();
    }
    System.out.println(requests + " requests, by status: " + statuses);
    failures.forEach(System.out::println);
    return failures.isEmpty() ? 0 : 1;
  }

  private static String key(String role) {
    return KEY + role;
  }

  private void send(MeasuredServer served) {
    FuzzRequests fuzz =
        new FuzzRequests(seed, Instant.now(), List.of(key("read"), key("write"), key("admin")));
    try (HttpConnection connection = new HttpConnection(served.uri(), TIMEOUT_MILLIS)) {
      for (int i = 0; i < requests && failures.size() < MOST_SHOWN; i++) {
        byte[] request = fuzz.next();
        try {
          int status = connection.exchange(request);
          statuses.merge(status, 1, Integer::sum);
          judge(request, status, connection.body());
        } catch (IOException e) {
          fail(request, "no response: " + e.getMessage());
        }
      }
    }
    if (!served.isAlive()) {
      failures.add("the server ended unexpectedly" + served.logEnd());
    }
  }

  private void judge(byte[] request, int status, String body) {
    boolean head = new String(request, 0, 4, StandardCharsets.US_ASCII).equals("HEAD");
    if (body.contains(KEY)) {
      fail(request, "the response contains a key: " + body);
    } else if (status >= 500) {
      fail(request, status + ": " + body);
    } else if (body.contains("Exception") || body.contains("\tat ")) {
      fail(request, "the response reveals too much: " + body);
    } else if (status >= 400 && !head && !body.startsWith("{\"type\":\"about:blank\"")) {
      fail(request, status + " without a problem document: " + body);
    }
  }

  private void fail(byte[] request, String why) {
    String shown = new String(request, 0, Math.min(request.length, 600), StandardCharsets.UTF_8);
    failures.add(why + "\n  for " + shown.replace("\r", "").replace("\n", "\n    "));
  }
}
