package io.twinstream.verify.scores;

import io.twinstream.features.event.Event;
import io.twinstream.offline.models.evaluation.Ranking;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares scores that the server gave with those of history. */
public final class ScoreReport {
  /** The largest difference between equal scores. */
  public static final double TOLERANCE = 1e-9;

  private static final int SHOWN = 5;

  private final Optional<Integer> labelSlot;
  private final List<Double> online = new ArrayList<>();
  private final List<Double> offline = new ArrayList<>();
  private final List<Boolean> positive = new ArrayList<>();
  private final List<String> different = new ArrayList<>();
  private final List<String> ties = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private long compared;
  private long repeated;
  private long keyless;
  private double farthest;

  /**
   * @param labelSlot the field of events that says whether they are positive
   */
  ScoreReport(Optional<Integer> labelSlot) {
    this.labelSlot = labelSlot;
  }

  /**
   * Compares the score of an event that was requested before the event was sent.
   *
   * @param history null if history has none
   */
  void first(Event event, ScoreClient.Answer live, Double history) {
    if (!live.included()) {
      undecided.add(name(event));
      return;
    }
    compare(event, "before it was sent", live.score(), history);
    if (history != null && isLabelled(event)) {
      online.add(live.score());
      offline.add(history);
      positive.add(event.bits(labelSlot.orElseThrow()) != 0);
    }
  }

  /** The same for a second request, after the live job has processed the event. */
  void again(Event event, ScoreClient.Answer live, Double history) {
    if (live.included()) {
      repeated++;
      compare(event, "after it was processed", live.score(), history);
    }
  }

  /** Notes an event that shares its instant and an entity with another. */
  void tie(Event event) {
    ties.add(name(event));
  }

  /** Notes events without the id of an entity, for which the server returns no score. */
  void keyless(int events) {
    keyless += events;
  }

  private void compare(Event event, String when, double live, Double history) {
    compared++;
    double apart = history == null ? Double.NaN : Math.abs(live - history);
    farthest = Math.max(farthest, Double.isNaN(apart) ? 0 : apart);
    if (!(apart <= TOLERANCE)) {
      different.add("%s, %s: %s online, %s in history".formatted(name(event), when, live, history));
    }
  }

  private boolean isLabelled(Event event) {
    return labelSlot.isPresent() && !event.isNull(labelSlot.get());
  }

  private static String name(Event event) {
    return "%s of %s".formatted(event.id(), Instant.ofEpochMilli(event.known()));
  }

  /** Whether scores were compared and none was different. */
  public boolean holds() {
    return compared > 0 && different.isEmpty();
  }

  /** The number of compared scores. */
  public long compared() {
    return compared;
  }

  /** The events that share their instant and an entity with another. */
  public List<String> ties() {
    return List.copyOf(ties);
  }

  /** Prints the result as text. */
  public void print(PrintWriter out) {
    out.printf("scores compared  %,d, of these %,d requested again%n", compared, repeated);
    out.printf("not requested    %,d, which lack the id of an entity%n", keyless);
    out.printf("different        %,d (by more than %.0e)%n", different.size(), TOLERANCE);
    out.printf("farthest apart   %s%n", farthest);
    metrics().forEach((name, value) -> out.printf("%-16s %s%n", name, value));
    list(out, "different", different);
    list(out, "not compared: it is unknown whether the event is included", undecided);
    list(out, "ties: events of one instant and one entity, which do not see each other", ties);
    out.flush();
  }

  private static void list(PrintWriter out, String what, List<String> events) {
    if (!events.isEmpty()) {
      out.printf("%,d %s%n", events.size(), what);
      events.stream().limit(SHOWN).forEach(event -> out.println("    " + event));
      if (events.size() > SHOWN) {
        out.println("    ... (--json lists all)");
      }
    }
  }

  /** The result for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("holds", holds());
    map.put("compared", compared);
    map.put("asked_again", repeated);
    map.put("without_key", keyless);
    map.put("different", different);
    map.put("difference_max", farthest);
    map.put("undecided", undecided);
    map.put("ties", ties);
    map.putAll(metrics());
    return map;
  }

  private Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    boolean both = positive.contains(true) && positive.contains(false);
    if (both) {
      Ranking live = ranking(online);
      Ranking history = ranking(offline);
      metrics.put("roc_auc_online", live.rocAuc());
      metrics.put("roc_auc_offline", history.rocAuc());
      metrics.put("average_precision_online", live.averagePrecision());
      metrics.put("average_precision_offline", history.averagePrecision());
    }
    return metrics;
  }

  private Ranking ranking(List<Double> scores) {
    boolean[] labels = new boolean[positive.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = positive.get(i);
    }
    return Ranking.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), labels);
  }
}
