package io.twinstream.cli.letters;

import io.twinstream.cli.letters.ReplayPlan.Fate;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The counts of a plan; their sum is the number of dead letters. */
final class ReplayReport {
  private ReplayReport() {}

  /**
   * Prints them.
   *
   * @param sent what to call those that are sent
   */
  static void print(PrintWriter out, ReplayPlan plan, String sent) {
    out.printf("%,d dead letters:%n", plan.all().size());
    Map<Fate, Long> counts = plan.counts();
    counts.putIfAbsent(Fate.SENT, 0L);
    counts.forEach(
        (fate, count) ->
            out.printf(
                "  %,10d %s%s%n",
                count,
                fate == Fate.SENT ? sent : fate,
                fate == Fate.STILL_DEAD ? " " + plan.refusals() : ""));
  }

  static Map<String, Object> toMap(ReplayPlan plan) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", plan.all().size());
    Map<String, Long> fates = new TreeMap<>();
    plan.counts().forEach((fate, count) -> fates.put(fate.name().toLowerCase(Locale.ROOT), count));
    map.put("fates", fates);
    map.put("refusals", plan.refusals());
    return map;
  }
}
