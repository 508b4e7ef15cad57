package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares functions over random payments with independently written SQL. DuckDB computes with
 * doubles, so numbers may differ in their last digits.
 */
@Tag("slow")
class FunctionsSqlTest {
  private static final int CARDS = 40;
  private static final int PAYMENTS = 4_000;
  private static final long BEGIN = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  private static final String YAML =
      """
      project: sql
      sources:
        payments:
          topic: payments
          event_time: time
          event_id: id
          resolution: 1s
          fields: {id: string, card: string, amount: decimal(2), items: long, approved: boolean,
                   merchant: string, time: timestamp}
          history: {format: csv}
      entities: {card: {key: card}}
      views:
        sql@1:
          entity: card
          source: payments
          aggregations:
            - {name: "{function}", function: [skewness, kurtosis], field: amount, windows: lifetime, sample: true}
            - {name: kurtosis_pop, function: kurtosis, field: amount, windows: lifetime}
            - {name: "{function}", function: [covariance, correlation, slope], field: amount, with: items,
               windows: lifetime}
            - {name: covariance_sample, function: covariance, field: amount, with: items, windows: lifetime,
               sample: true}
            - {name: "{function}", function: [any, all, share], field: approved, windows: lifetime}
            - {name: rate, function: rate, per: hour, windows: 1d, hop: 1m}
            - {name: mean_gap, function: mean_gap, windows: lifetime}
            - {name: longest_gap, function: longest_gap, windows: 1d, hop: 1m}
            - {name: stddev_gap, function: stddev_gap, windows: 1h, hop: 1s}
            - {name: "{function}", function: [max_by, min_by], field: merchant, by: amount, windows: lifetime}
            - {name: lag, function: lag, field: merchant, k: 2, windows: lifetime}
            - {name: changes, function: changes, field: merchant, windows: {last: 20}}
            - {name: "{function}", function: [session_count, mean_session, longest_session], gap: 10m,
               windows: 1d, hop: 1m}
            - {name: "{function}", function: [decayed_sum, decayed_mean], field: amount, windows: 1d, hop: 1m,
               half_life: 90m}
            - {name: decayed_count, function: decayed_count, windows: 1d, hop: 1m, half_life: 90m}
      """;
  private static final String SQL =
      """
      with payments as (
        select *, epoch_ms(time) // 1000 * 1000 as ms from read_csv('FILE', header = true, columns = {
          id: 'varchar', card: 'varchar', amount: 'double', items: 'double', approved: 'boolean',
          merchant: 'varchar', time: 'timestamp'})),
      seen as (
        select *, max(ms) over (partition by card) as now from payments),
      day as (
        select *, ms - lag(ms) over (partition by card order by ms) as gap,
          power(0.5, (now // 60000 - ms // 60000) / 90) as weight
        from seen where floor(ms / 60000) > floor((now - 86400000) / 60000)),
      islands as (
        select *, sum(coalesce(gap > 600000, true)::int) over (partition by card order by ms, id) as island
        from day),
      sessions as (
        select card, max(ms) - min(ms) as length
        from islands group by card, island, now
        having min(ms) - 600000 >= (floor((now - 86400000) / 60000) + 1) * 60000),
      newest as (
        select *, row_number() over (partition by card order by ms desc, id desc) as age from seen),
      values_before as (
        select *, lag(merchant) over (partition by card order by ms, id) as before
        from newest where age <= 20 and merchant is not null),
      hour as (
        select *, ms - lag(ms) over (partition by card order by ms) as gap
        from seen where ms > now - 3600000)
      select card,
        skewness(amount) as skewness,
        kurtosis(amount) as kurtosis,
        kurtosis_pop(amount) as kurtosis_pop,
        covar_pop(amount, items) as covariance,
        corr(amount, items) as correlation,
        regr_slope(amount, items) as slope,
        covar_samp(amount, items) as covariance_sample,
        coalesce(bool_or(approved), false)::int as any,
        bool_and(approved)::int as all,
        avg(approved::int) as share,
        (select count(*) from day d where d.card = s.card) / 24 as rate,
        (max(ms) - min(ms)) / 1000 / (count(*) - 1) as mean_gap,
        (select max(gap) from day d where d.card = s.card having max(gap) >= 60000) / 1000
          as longest_gap,
        (select stddev_pop(gap) from hour h where h.card = s.card) / 1000 as stddev_gap,
        first(merchant order by amount desc, ms desc, id desc) filter (amount is not null) as max_by,
        first(merchant order by amount, ms, id) filter (amount is not null) as min_by,
        list(merchant order by ms desc, id desc)[3] as lag,
        (select count(*) from values_before v where v.card = s.card and v.before <> v.merchant)
          as changes,
        (select count(*) from sessions e where e.card = s.card) as session_count,
        (select avg(length) from sessions e where e.card = s.card) / 1000 as mean_session,
        (select max(length) from sessions e where e.card = s.card) / 1000 as longest_session,
        (select sum(amount * weight) from day d where d.card = s.card) as decayed_sum,
        (select sum(amount * weight) / sum(weight) filter (amount is not null)
          from day d where d.card = s.card) as decayed_mean,
        (select sum(weight) from day d where d.card = s.card) as decayed_count
      from seen s group by card
      """;

  @TempDir Path folder;

  @Test
  void functionsAreWhatDuckDbComputes() throws IOException, SQLException {
    Path file = payments();
    Project project = Definitions.load(Files.writeString(folder.resolve("sql.yaml"), YAML));
    CompiledView view = CompiledView.of(project, project.view("sql@1"));
    Map<String, FeatureRow> ours = ours(project, view, file);
    int compared = 0;
    List<String> different = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(SQL.replace("FILE", file.toString()))) {
      while (result.next()) {
        String card = result.getString("card");
        for (int i = 0; i < view.names().size(); i++) {
          Object own = ours.get(card).value(i);
          Object theirs = result.getObject(view.names().get(i));
          compared += theirs == null ? 0 : 1;
          if (!isSame(own, theirs)) {
            different.add(card + " " + view.names().get(i) + ": " + own + ", DuckDB " + theirs);
          }
        }
      }
    }
    assertThat(different, is(List.of()));
    assertThat(compared, greaterThan(CARDS * view.names().size() * 3 / 4));
  }

  /** DuckDB's statistics of too few values are null or NaN. */
  private static boolean isSame(Object own, Object theirs) {
    if (theirs instanceof Double number && number.isNaN()) {
      return own == null;
    }
    if (own == null || theirs == null || theirs instanceof String) {
      return Objects.equals(own, theirs);
    }
    double a = own instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) own).doubleValue();
    double b = ((Number) theirs).doubleValue();
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  }

  /** Cards have from one payment to some hundreds, which come in bursts. */
  private Path payments() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>(List.of("id,card,amount,items,approved,merchant,time"));
    long[] time = new long[CARDS];
    for (int i = 0; i < PAYMENTS; i++) {
      int card = (int) (CARDS * random.nextDouble() * random.nextDouble());
      time[card] += random.nextInt(8) == 0 ? random.nextInt(7_200_000) : random.nextInt(90_000);
      int items = random.nextInt(20);
      double amount = (random.nextInt(5_000) + items * 150 - 900) / 100.0;
      lines.add(
          String.join(
              ",",
              "p%05d".formatted(i),
              "c" + card,
              random.nextInt(10) == 0 ? "" : "%.2f".formatted(amount),
              random.nextInt(10) == 0 ? "" : String.valueOf(items),
              random.nextInt(10) == 0 ? "" : String.valueOf(random.nextInt(card + 1) < 10),
              "m" + random.nextInt(30),
              Instant.ofEpochMilli(BEGIN + time[card]).toString()));
    }
    return Files.write(folder.resolve("payments.csv"), lines);
  }

  private static Map<String, FeatureRow> ours(Project project, CompiledView view, Path file) {
    Source source = project.source("payments");
    Map<String, EntityState> states = new TreeMap<>();
    Set<String> keys = Set.of("card");
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(file.toString()))) {
      HistoryReader reader = HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          Event event = (Event) next; // no row of the file is refused
          EntityState held = states.getOrDefault(view.key(event), view.empty());
          states.put(view.key(event), view.add(held, event));
        }
      }
    }
    Map<String, FeatureRow> rows = new TreeMap<>();
    states.forEach((card, state) -> rows.put(card, view.evaluate(state, state.newest())));
    return rows;
  }
}
