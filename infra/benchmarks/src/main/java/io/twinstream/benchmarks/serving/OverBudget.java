package io.twinstream.benchmarks.serving;

import io.twinstream.benchmarks.serving.FaultLoad.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reports how late responses were beyond their deadlines: a line per fault and load. */
final class OverBudget {
  private final List<String> lines = new ArrayList<>();

  /** Adds the requests during a fault, if any response was late. */
  void add(String fault, FaultLoad load, List<Sent> during) {
    long budget = TimeUnit.MILLISECONDS.toNanos(load.budgetMillis());
    List<Sent> over = during.stream().filter(each -> each.latency() > budget).toList();
    if (over.isEmpty()) {
      return;
    }
    double[] late = FaultLoad.millis(over, each -> each.latency() - budget, 0.5, 0.9, 0.99, 1);
    double heldBack = FaultLoad.millis(over, Sent::heldBack, 1)[0];
    double taken = FaultLoad.millis(over, each -> each.answered() - each.begun() - budget, 1)[0];
    lines.add(
        "| %s | %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |"
            .formatted(
                fault,
                load.name(),
                over.size(),
                late[0],
                late[1],
                late[2],
                late[3],
                heldBack,
                taken));
  }

  @Override
  public String toString() {
    return lines.isEmpty()
        ? "No answer came after its budget."
        : "| answers over their budget | what is asked | answers | late p50 ms | p90 ms | p99 ms"
            + " | max ms | sent late, max ms | late from sending, max ms |\n"
            + "|---|---|---|---|---|---|---|---|---|\n"
            + String.join("\n", lines);
  }
}
