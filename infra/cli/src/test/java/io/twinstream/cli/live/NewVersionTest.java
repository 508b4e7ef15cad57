package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.Main;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.local.traffic.Generator;
import io.twinstream.local.traffic.PaymentKey;
import io.twinstream.local.traffic.Traffic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Tests that a new version of a view with another aggregation is computed next to the version in
 * use, under load.
 */
@Tag("slow")
class NewVersionTest {
  private static final String REGISTRY = "--definitions=registry:payments";
  private static final String FIRST = "card_spend@1";
  private static final String SECOND = "card_spend@2";
  private static final String ADDED = "amount_sum_7d";
  private static final int CARDS = 30;

  /** At the defaults of 10, each operator of the jobs wakes hundreds of times a second. */
  private static final String CALM = "--maxBundleTimeMills=100";

  private static final String CALMER = "--autoWatermarkInterval=100";

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private Supervisor servers;

  private String run(int expected, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    CommandLine commandLine = Main.commandLine().setOut(writer).setErr(writer);
    List<String> all = new ArrayList<>(List.of(args));
    int end = all.contains("--") ? all.indexOf("--") : all.size();
    all.add(end, "--state=" + folder.resolve("stack"));
    int code = commandLine.execute(all.toArray(String[]::new));
    assertThat(String.join(" ", args) + "\n" + out, code, is(expected));
    return out.toString();
  }

  @AfterEach
  void leaveNothing() {
    going.set(false);
    if (servers != null) {
      servers.close();
    }
    run(0, "down", "--delete");
  }

  /**
   * What one caller received: the version of the view in each response, its generation and layout.
   */
  private record Told(String view, String generation, String fingerprint) {}

  @Test
  void readersGoOverWhenItIsCompleteAndNoneIsTurnedAway() throws Exception {
    String logs = folder.resolve("logs").toString();
    run(0, "up", "--slots=2", "--heap=512");
    run(0, "apply", "--definitions=" + write("one.yaml", first()));
    String[] one = {"--views=" + FIRST, "--output=" + logs, "--log-seconds=1"};
    run(0, "stream", "run", REGISTRY, one[0], one[1], one[2], "--", CALM, CALMER);
    run(0, "generate", "--count=3000", "--rate=0", "--cards=" + CARDS);
    String url = serve();
    await(() -> count(url, FIRST, "c1") > 10, "the first events");
    Generator writer = writer();
    CompletableFuture<Generator.Sent> writing =
        CompletableFuture.supplyAsync(() -> writer.run(150, Long.MAX_VALUE, LIMIT));
    List<CompletableFuture<List<Told>>> callers = new ArrayList<>();
    for (int caller = 0; caller < 3; caller++) {
      int card = caller + 1;
      callers.add(CompletableFuture.supplyAsync(() -> read(url, "c" + card)));
    }

    run(0, "apply", "--definitions=" + write("two.yaml", first() + "\n" + second()));
    String[] again = {"stream", "run", REGISTRY, "--views=" + FIRST};
    assertThat(run(3, again), containsString("which computes " + FIRST));
    String[] two = {"--views=" + SECOND, "--bootstrap=" + logs};
    run(0, "stream", "run", REGISTRY, two[0], two[1], "--", CALM, CALMER);
    await(() -> view(url, "c1").equals(Optional.of(SECOND)), "readers to go over");
    String status = run(0, "stream", "status");
    assertThat(status.lines().filter(line -> line.startsWith("job ")).count(), is(2L));
    assertThat(status.lines().filter(line -> line.contains(FIRST)).count(), is(1L));
    writer.stop();
    assertThat(writing.join().events(), is(greaterThan(0L)));
    writer.close();
    going.set(false);

    for (CompletableFuture<List<Told>> caller : callers) {
      List<Told> told = caller.join();
      List<Told> distinct = told.stream().distinct().toList();
      assertThat(distinct.toString(), distinct.size(), is(2)); // one switch and none back
      assertThat(distinct.get(0).view(), is(FIRST));
      assertThat(distinct.get(1).view(), is(SECOND));
      assertThat(distinct.get(1).generation(), is(not(distinct.get(0).generation())));
      assertThat(distinct.get(1).fingerprint(), is(not(distinct.get(0).fingerprint())));
      assertThat(told.size(), is(greaterThan(50)));
    }
    await(() -> remainEqual(url), "both versions to hold the same events");
    assertThat(
        run(0, "generations", "list", REGISTRY),
        allOf(containsString(FIRST), containsString(SECOND)));
    assertThat(run(0, "inspect", "card", "c1", REGISTRY), containsString(SECOND));
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String first() throws Exception {
    String example =
        Files.readString(
            Installation.find().home().resolve("transforms/examples/payments/payments.yaml"));
    int views = example.indexOf("  user_activity@1:");
    return example.substring(0, views);
  }

  /** A second version of the view with one more aggregation. */
  private static String second() throws Exception {
    String all = first();
    return all.substring(all.indexOf("  " + FIRST))
        .replace(FIRST, SECOND)
        .replace(
            "      - {name: last_merchant",
            "      - {name: %s, function: sum, field: amount, windows: 7d}\n      - {name: last_merchant"
                .formatted(ADDED));
  }

  private Generator writer() {
    String kafka = StackAddresses.read(folder.resolve("stack")).orElseThrow().kafka();
    Traffic traffic = new Traffic(2, CARDS, 1.1, 0, 0, Duration.ZERO, Duration.ZERO);
    return new Generator(
        traffic,
        kafka,
        "txn.events",
        PaymentKey.transaction_id,
        Optional.empty(),
        Clock.systemUTC());
  }

  private String serve() {
    StackAddresses addresses = StackAddresses.read(folder.resolve("stack")).orElseThrow();
    servers = new Supervisor(StateDirectory.at(folder.resolve("servers")));
    return ServingProcess.start(
        servers, Installation.find(), "registry:payments", addresses.redis(), List.of());
  }

  /** Requests features without a version until stopped, and checks every response. */
  private List<Told> read(String url, String card) {
    List<Told> told = new ArrayList<>();
    while (going.get()) {
      JsonNode answer = get(url + "/features/card/" + card);
      JsonNode views = answer.at("/metadata/views");
      assertEquals(1, views.size(), answer.toString());
      String view = views.fieldNames().next();
      boolean added = answer.at("/features").has(ADDED);
      assertEquals(view.equals(SECOND), added, answer.toString());
      // No entity may look as if it had no events; on a busy machine progress may be late.
      String status = views.at("/" + view + "/status").asText();
      assertThat(answer.toString(), status, is(oneOf("PRESENT", "STALE")));
      told.add(
          new Told(
              view,
              views.at("/" + view + "/generation").asText(),
              views.at("/" + view + "/fingerprint").asText()));
      Waiting.pause(Duration.ofMillis(5)); // few requests, because the job needs the processors
    }
    return told;
  }

  private static Optional<String> view(String url, String card) {
    JsonNode views = get(url + "/features/card/" + card).at("/metadata/views");
    return Optional.of(views.fieldNames().next());
  }

  private static long count(String url, String view, String card) {
    return get(url + "/features/card/" + card + "?features=" + view + ".count_24h")
        .at("/features/count_24h")
        .asLong();
  }

  /** The cards whose counts differ between the versions. */
  private static List<String> differing(String url) {
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < CARDS; i++) {
      if (count(url, FIRST, "c" + i) != count(url, SECOND, "c" + i)) {
        differing.add("c" + i);
      }
    }
    return differing;
  }

  /** At one instant they may be equal because neither has the latest events yet. */
  private static boolean remainEqual(String url) {
    if (!differing(url).isEmpty()) {
      return false;
    }
    Waiting.pause(Duration.ofSeconds(2));
    return differing(url).isEmpty();
  }

  private static JsonNode get(String url) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      return JSON.readTree(answer.body());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("no answer at all of " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what);
      }
      Thread.sleep(200);
    }
  }
}
