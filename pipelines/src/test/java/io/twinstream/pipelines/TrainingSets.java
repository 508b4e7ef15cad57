package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.trainingset.TrainingSetJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A small shop, and training sets over its orders, computed with the direct runner. */
public final class TrainingSets {
  private static final String DEFINITIONS =
      """
      project: shop
      max_state_size: 1GiB
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          max_lateness: 10d
          fields: {id: string, user: string, product: string, amount: decimal(2), time: timestamp}
          history: {format: csv, known: seen, zone: Europe/Berlin}
      entities: {user: {key: user}, product: {key: product}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 1h
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1ms}
            - {name: sum_10m, function: sum, field: amount, windows: 10m, hop: 1ms}
        product_orders@1:
          entity: product
          source: orders
          aggregations:
            - {name: sold_1h, function: count, windows: 1h, hop: 1ms}
      features:
        share: "sum_10m > 0 ? request.amount / sum_10m : 0"
      services:
        buy@1: {request: {amount: decimal(2)}, features: [sold_1h, user_orders.*, share]}
        ask@1: {request: {amount: decimal(2)}, features: [sold_1h, request.amount, share]}
      """;

  /** The last event is known an hour after it happened. */
  static final String HISTORY =
      """
      id,user,product,amount,time,seen
      a,ann,p,1.00,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z
      b,ann,p,2.50,2026-03-01T10:05:00Z,2026-03-01T10:05:00Z
      c,bob,p,4.00,2026-03-01T10:05:00Z,2026-03-01T10:05:00Z
      d,ann,,8.00,2026-03-01T10:20:00Z,2026-03-01T10:20:00Z
      e,ann,p,16.00,2026-03-01T10:30:00Z,2026-03-01T11:30:00Z
      """;

  private static final Pattern LOGGED = Pattern.compile("(?m)^\\d+ \\[.+?] [A-Z]+ .*\\R");

  private final Path folder;

  private TrainingSets(Path folder) {
    this.folder = folder;
  }

  /** Writes the definitions {@code shop.yaml} and the history {@code orders.csv} to a folder. */
  public static TrainingSets in(Path folder) throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    Files.writeString(folder.resolve("orders.csv"), HISTORY);
    return new TrainingSets(folder);
  }

  /** The exit code and the output of a job. */
  public record Result(int code, String text) {}

  public Result make(String spine, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve("spine.csv"), spine);
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--spine=" + file);
    return run(all.toArray(String[]::new));
  }

  public Result run(String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.add("--definitions=" + folder.resolve("shop.yaml"));
    for (String each :
        List.of(
            "--service=buy@1",
            "--history=orders=" + folder.resolve("orders.csv"),
            "--output=" + out(),
            "--runner=DirectRunner")) {
      String name = each.substring(0, each.indexOf('='));
      if (args.stream().noneMatch(given -> given.startsWith(name))) {
        args.add(each);
      }
    }
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(text, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      int code = JobMain.run(new TrainingSetJob(), args.toArray(String[]::new));
      return new Result(code, written(text));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Returns what the job wrote, without the logs of the JVM, which has threads of other tests. */
  private static String written(ByteArrayOutputStream text) {
    return LOGGED.matcher(text.toString(StandardCharsets.UTF_8)).replaceAll("");
  }

  Path out() {
    return folder.resolve("out");
  }

  public void nothingIsLeft() throws IOException {
    assertThat(Files.exists(out()), is(false));
    assertThat(Files.exists(folder.resolve(".out.incomplete")), is(false));
  }

  List<String> features() {
    return query("SELECT sold_1h, count_1h, sum_10m, share FROM %s").stream()
        .map(row -> row.replace('|', ' '))
        .toList();
  }

  int parquetFiles() throws IOException {
    try (var files = Files.walk(out())) {
      return (int) files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  List<String> query(String sql) {
    String files = "'" + out() + "/**/*.parquet'";
    try {
      return Sql.rows(sql.replace("%s", "read_parquet(" + files + ")").replace("%k", files));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
