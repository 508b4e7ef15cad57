package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.process.Ports;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the metrics of a live job, as Prometheus scrapes them. */
@Tag("slow")
class JobMetricsTest extends LiveJobFixture {
  private static final String OF_SOURCE = "{project=\"payments\",source=\"transactions\"}";
  private static final String OF_VIEW = "{project=\"payments\",view=\"" + CARDS + "\"}";

  /** Of the process, which has run other jobs before. */
  private Map<String, Double> before = Map.of();

  @Test
  void aScrapeAccountsForEveryRecordAndEndsWithTheJob() throws Exception {
    List<Transactions.Known> records = Transactions.records(21, 1_000);
    begin(2);
    int port = Ports.free();
    assertThat(stream("--views=" + CARDS, "--metrics=127.0.0.1:" + port), is(0));
    awaitTrue(() -> answers(port));
    before = scrape(port);
    send(records, 2);
    double distinct = Expected.distinct(records).size();
    awaitTrue(() -> since(scrape(port), "contributed_total", OF_VIEW) >= distinct);
    awaitTrue(() -> lag(scrape(port)) == 0);
    Map<String, Double> after = scrape(port);
    double accepted = Expected.accepted(records);
    assertThat(after.get("twinstream_job_records_total{topic=\"" + topic + "\"}"), is(1000.0));
    assertThat(since(after, "events_total", OF_SOURCE), is(accepted));
    assertThat(since(after, "dead_letters_total", "{project="), is(1000 - accepted));
    assertThat(since(after, "duplicates_total", OF_SOURCE), is(accepted - distinct));
    assertThat(since(after, "contributed_total", OF_VIEW), is(distinct));
    assertThat(lag(after), is(0.0));
    double entities = Expected.states(CARDS, records).size();
    awaitTrue(() -> since(scrape(port), "states_written_total", OF_VIEW) >= entities);
    after = scrape(port);
    assertThat(since(after, "states_written_total", OF_VIEW), is(greaterThanOrEqualTo(entities)));
    assertThat(since(after, "states_refused_total", OF_VIEW), is(0.0));
    assertThat(since(after, "state_bytes_total", OF_VIEW), is(greaterThan(entities)));
    LongSummaryStatistics known =
        records.stream().mapToLong(Transactions.Known::at).summaryStatistics();
    double now = System.currentTimeMillis();
    double bundles = since(after, "freshness_seconds_count", OF_VIEW);
    assertThat(bundles, is(greaterThan(0.0)));
    assertThat(
        1e3 * since(after, "freshness_seconds_sum", OF_VIEW) / bundles,
        is(
            allOf(
                greaterThan(now - known.getMax() - SOON.toMillis()),
                lessThan(now - known.getMin()))));
    cancelJobs();
    awaitTrue(() -> !answers(port));
    assertThrows(ConnectException.class, () -> scrape(port));
  }

  @Test
  void aJobTakesTheNextPortAndRunsWithoutOneIfNoneIsFree() throws Exception {
    List<Transactions.Known> records = Transactions.records(22, 50);
    begin(1);
    send(records, 1);
    Map<String, String> expected = Expected.states(CARDS, records);
    try (ServerSocket taken = new ServerSocket(0)) {
      int first = taken.getLocalPort();
      assertThat(stream("--views=" + CARDS, "--metrics=0.0.0.0:" + first), is(0));
      assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
      cancelJobs();
      int next = first + 1;
      assertThat(
          stream("--views=" + CARDS, "--metrics=0.0.0.0:" + first + "-" + (first + 9)), is(0));
      awaitTrue(() -> answers(next) || answers(next + 1));
      assertThat(answers(next) || answers(next + 1), is(true));
    }
  }

  @Test
  void anAddressOfAnotherFormIsRefusedBeforeTheJobStarts() throws Exception {
    begin(1);
    for (String wrong : List.of("9250", "localhost", "localhost:0", "localhost:9-8", "a:1-99999")) {
      assertThat(wrong, stream("--metrics=" + wrong), is(2));
    }
    assertThat(stack.flink().running().size(), is(0));
  }

  /** The lag exists for the time of the job only. */
  private double lag(Map<String, Double> scraped) {
    String first = "twinstream_job_lag_records{partition=\"%d\",topic=\"" + topic + "\"}";
    assertThat(scraped, hasKey(first.formatted(0)));
    assertThat(scraped, not(hasKey(first.formatted(2))));
    return scraped.get(first.formatted(0)) + scraped.getOrDefault(first.formatted(1), -1.0);
  }

  private double since(Map<String, Double> scraped, String name, String labels) {
    return sum(scraped, name, labels) - sum(before, name, labels);
  }

  private static double sum(Map<String, Double> scraped, String name, String labels) {
    return scraped.entrySet().stream()
        .filter(each -> each.getKey().startsWith("twinstream_job_" + name + labels))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static boolean answers(int port) throws Exception {
    try {
      scrape(port);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** The values by name and labels. */
  private static Map<String, Double> scrape(int port) throws Exception {
    URI at = URI.create("http://127.0.0.1:" + port + "/metrics");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body(), answer.statusCode(), is(200));
    Map<String, Double> values = new TreeMap<>();
    answer
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return values;
  }
}
