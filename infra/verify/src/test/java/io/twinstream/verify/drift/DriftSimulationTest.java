package io.twinstream.verify.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.traffic.Transactions;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.drift.ColumnDrift;
import io.twinstream.offline.models.drift.Drift;
import io.twinstream.offline.models.drift.DriftWatch;
import io.twinstream.offline.models.drift.DriftWatch.Window;
import io.twinstream.offline.models.drift.SummaryCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the thresholds of the alerts of {@code k8s/base/monitoring.yaml} with the payments of the
 * generator: 24 simulated hours without drift raise no alarm, and a shift of the amounts does.
 */
class DriftSimulationTest {
  private static final String YAML =
      """
      project: payments
      sources:
        transactions:
          event_time: timestamp
          event_id: transaction_id
          fields: {transaction_id: string, card_id: string, amount: decimal(2), status: string,
            timestamp: timestamp}
      entities: {card: {key: card_id}}
      views:
        card_spend@1:
          entity: card
          source: transactions
          aggregations:
            - {name: "count_{window}", function: count, windows: [5m, 1h]}
            - {name: "amount_{function}_1h", function: [sum, mean, max], field: amount, windows: 1h}
            - {name: declined_1h, function: count, windows: 1h, where: "status == 'declined'"}
      """;

  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final int PER_HOUR = 1_500;
  private static final int DAY = 24 * PER_HOUR;

  /** As in the expressions of the alerts. */
  private static final double RECENT = 2;

  private static final double WHOLE_DAY = 0.2;

  @TempDir Path folder;
  private CompiledView view;
  private Project project;
  private List<String> inputs;
  private final Map<String, EntityState> states = new HashMap<>();

  /** A served row: the features of the card with the payment, its amount, and a score of them. */
  private float[] row(Transactions payments, int i) throws IOException {
    Instant at = BEGIN.plusMillis(3_600_000L * i / PER_HOUR);
    RawRecord record =
        new RawRecord(new Position("txn", 0, i), at.toEpochMilli(), payments.at(i, at).bytes());
    Event event =
        (Event)
            EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20)
                .decode(record);
    EntityState state =
        states.compute(
            view.key(event),
            (key, before) -> view.add(before == null ? view.empty() : before, event));
    float[] features = ModelInputs.of(view.evaluate(state, event.ts()), inputs.size() - 1);
    float[] row = Arrays.copyOf(features, inputs.size());
    row[inputs.size() - 1] = Float.parseFloat(payments.at(i, at).amount());
    return row;
  }

  private static double score(float[] row) {
    double sum = 0;
    for (float each : row) {
      sum += Math.log1p(Math.abs(each));
    }
    return 1 / (1 + Math.exp(4 - sum / 3));
  }

  private static boolean alarm(DriftWatch watch, Window window, double threshold) {
    return !alarms(watch, window, threshold).isEmpty();
  }

  /** Returns what the alerts are about: columns and their index. */
  private static List<String> alarms(DriftWatch watch, Window window, double threshold) {
    return watch.drift(window).map(drift -> drift.drifted(threshold)).orElse(List.of()).stream()
        .map(column -> column.name() + " " + column.psi())
        .toList();
  }

  private static double greatest(DriftWatch watch, Window window) {
    return watch.drift(window).map(Drift::columns).orElse(List.of()).stream()
        .mapToDouble(ColumnDrift::psi)
        .max()
        .orElse(0);
  }

  @Test
  void alarmsAreOfShiftsOnly() throws IOException {
    project = Definitions.load(Files.writeString(folder.resolve("payments.yaml"), YAML));
    view = CompiledView.of(project, project.view("card_spend@1"));
    inputs = new ArrayList<>(view.names());
    inputs.add("amount");
    Transactions usual = new Transactions(1, 2_000, 1.1, 1);
    List<String> columns = new ArrayList<>(inputs);
    columns.add("score");
    SummaryCounter training = new SummaryCounter(columns);
    int next = 0;
    for (; next < DAY; next++) {
      float[] row = row(usual, next);
      if (next >= 2 * PER_HOUR) { // The windows are full.
        for (int i = 0; i < row.length; i++) {
          training.number(i, row[i]);
        }
        training.number(row.length, (float) score(row));
      }
    }
    DriftWatch watch = new DriftWatch(training.summary(), inputs, "score");
    for (int end = next + DAY + PER_HOUR; next < end; next++) {
      add(watch, usual, next);
      if (next % 50 == 0) {
        assertThat("row " + next, alarms(watch, Window.RECENT, RECENT), is(List.of()));
        assertThat("row " + next, alarms(watch, Window.DAY, WHOLE_DAY), is(List.of()));
      }
    }
    // The most frequent card has a sixth of the rows, so they are not independent.
    assertThat(greatest(watch, Window.DAY), allOf(greaterThan(0.0), lessThan(0.15)));

    assertThat(untilAlarm(watch, next, 3, Window.DAY, WHOLE_DAY), lessThan(DAY / 4));

    next += DAY;
    for (int end = next + 2 * PER_HOUR; next < end; next++) {
      row(usual, next); // Until no window sees the shifted payments.
    }
    DriftWatch second = new DriftWatch(training.summary(), inputs, "score");
    for (int end = next + 3_000; next < end; next++) {
      add(second, usual, next);
    }
    assertThat(alarms(second, Window.RECENT, RECENT), is(List.of()));
    assertThat(untilAlarm(second, next, 10, Window.RECENT, RECENT), lessThan(2_500));
  }

  private void add(DriftWatch watch, Transactions payments, int i) throws IOException {
    float[] row = row(payments, i);
    watch.add(BEGIN.plusMillis(3_600_000L * i / PER_HOUR).toEpochMilli(), row, score(row));
  }

  /** Returns the number of rows after which a shift of the amounts raises an alarm. */
  private int untilAlarm(DriftWatch watch, int from, double factor, Window window, double threshold)
      throws IOException {
    Transactions shifted = new Transactions(1, 2_000, 1.1, factor);
    for (int i = 0; i < DAY; i++) {
      add(watch, shifted, from + i);
      if (i % 50 == 0 && alarm(watch, window, threshold)) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
