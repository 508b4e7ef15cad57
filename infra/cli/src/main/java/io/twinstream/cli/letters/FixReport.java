package io.twinstream.cli.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.cli.letters.LetterMapping.Mapped;
import io.twinstream.cli.letters.ReplayPlan.Planned;
import io.twinstream.features.event.Reason;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a mapping or edits change, and what would be accepted then. */
final class FixReport {
  private static final int FEW = 5;

  private final List<String> rules;
  private final List<Mapped> mapped;
  private final ReplayPlan plan;

  /**
   * @param rules the names of all rules
   * @param mapped the letters, in the order of the plan
   */
  FixReport(List<String> rules, List<Mapped> mapped, ReplayPlan plan) {
    this.rules = rules;
    this.mapped = mapped;
    this.plan = plan;
  }

  /**
   * Prints them.
   *
   * @param differences how many to show of each reason and combination of rules
   */
  void print(PrintWriter out, int differences) {
    Map<String, Integer> changed = new TreeMap<>();
    for (int i = 0; i < mapped.size(); i++) {
      EditedLetter letter = mapped.get(i).letter();
      if (letter.isEdited() || letter.drop()) {
        String kind = letter.letter().reason() + " " + mapped.get(i).rules();
        if (changed.merge(kind, 1, Integer::sum) <= differences) {
          print(out, mapped.get(i), plan.all().get(i));
        }
      }
    }
    int more = changed.values().stream().mapToInt(count -> Math.max(0, count - differences)).sum();
    if (more > 0) {
      out.printf("… and %,d more like these; see --differences%n", more);
    }
    out.println();
    printRules(out);
    printReasons(out);
    ReplayReport.print(out, plan, "would be sent");
  }

  private static void print(PrintWriter out, Mapped mapped, Planned planned) {
    EditedLetter edited = mapped.letter();
    String by = mapped.rules().isEmpty() ? "" : "  [" + String.join(", ", mapped.rules()) + "]";
    String now =
        planned
            .refusal()
            .map(refusal -> "still " + refusal.reason() + ", " + refusal.detail())
            .orElse(planned.fate().toString());
    out.printf(
        "%s  %s%s  → %s%n",
        edited.letter().position(),
        edited.letter().reason(),
        by,
        planned.fate() == ReplayPlan.Fate.SENT ? "accepted" : now);
    Optional<ObjectNode> before = RecordJson.parse(edited.letter().payload());
    Optional<ObjectNode> after = RecordJson.parse(edited.payload());
    if (before.isPresent() && after.isPresent()) {
      fields(out, before.get(), after.get());
    } else if (edited.isEdited()) {
      out.println("  - " + text(edited.letter().payload()));
      out.println("  + " + text(edited.payload()));
    }
  }

  private static void fields(PrintWriter out, ObjectNode before, ObjectNode after) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode old = before.get(name);
      JsonNode changed = after.get(name);
      if (old == null || !old.equals(changed)) {
        line(out, "-", name, old);
        line(out, "+", name, changed);
      }
    }
  }

  private static void line(PrintWriter out, String sign, String name, JsonNode value) {
    if (value != null) {
      out.printf("  %s %s: %s%n", sign, name, RecordJson.text(RecordJson.bytes(value)));
    }
  }

  private static String text(byte[] bytes) {
    return RecordJson.isText(bytes) ? RecordJson.text(bytes) : bytes.length + " binary bytes";
  }

  private void printRules(PrintWriter out) {
    ruleCounts().forEach((rule, count) -> out.printf("%s: %,d records%n", rule, count));
    List<String> failures = failures();
    if (!failures.isEmpty()) {
      out.printf("%,d records stay as they were, because a rule failed:%n", failures.size());
      failures.stream().distinct().limit(FEW).forEach(failure -> out.println("  " + failure));
    }
  }

  private void printReasons(PrintWriter out) {
    out.printf("%-14s %10s %10s %10s %10s%n", "reason", "letters", "changed", "dropped", "to send");
    byReason()
        .forEach(
            (reason, counts) ->
                out.printf(
                    "%-14s %,10d %,10d %,10d %,10d%n",
                    reason,
                    counts.get("letters"),
                    counts.get("changed"),
                    counts.get("dropped"),
                    counts.get("to_send")));
  }

  private Map<String, Long> ruleCounts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    rules.forEach(rule -> counts.put(rule, 0L));
    mapped.forEach(each -> each.rules().forEach(rule -> counts.merge(rule, 1L, Long::sum)));
    return counts;
  }

  private List<String> failures() {
    return mapped.stream().flatMap(each -> each.failure().stream()).toList();
  }

  private Map<Reason, Map<String, Long>> byReason() {
    Map<Reason, Map<String, Long>> reasons = new EnumMap<>(Reason.class);
    for (Planned planned : plan.all()) {
      EditedLetter edited = planned.edited();
      Map<String, Long> counts =
          reasons.computeIfAbsent(
              edited.letter().reason(),
              reason ->
                  new TreeMap<>(
                      Map.of("letters", 0L, "changed", 0L, "dropped", 0L, "to_send", 0L)));
      counts.merge("letters", 1L, Long::sum);
      counts.merge("changed", edited.isEdited() && !edited.drop() ? 1L : 0L, Long::sum);
      counts.merge("dropped", edited.drop() ? 1L : 0L, Long::sum);
      counts.merge("to_send", planned.fate() == ReplayPlan.Fate.SENT ? 1L : 0L, Long::sum);
    }
    return reasons;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(ReplayReport.toMap(plan));
    map.put("rules", ruleCounts());
    map.put("failures", new ArrayList<>(failures()));
    map.put("reasons", byReason());
    return map;
  }
}
