package io.twinstream.cli.history;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfView;
import io.twinstream.offline.log.history.ReadCounts;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints features as of the past, as text or JSON. */
final class AsOfReport {
  private final CompiledService service;
  private final AsOfAnswer answer;
  private final Map<String, ReadCounts> counts;

  /**
   * @param counts of the records of histories that were read completely, by source
   */
  AsOfReport(CompiledService service, AsOfAnswer answer, Map<String, ReadCounts> counts) {
    this.service = service;
    this.answer = answer;
    this.counts = counts;
  }

  void print(PrintWriter out) {
    FeatureRow row = answer.features();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.type(i).isScalar() ? row.plain(i) : row.value(i);
      out.printf("%-32s %s%n", service.names().get(i), value);
    }
    for (AsOfView view : answer.views()) {
      out.printf(
          "%s of %s: %s, newest event %s, as of %s%n",
          view.view().id(),
          view.entity(),
          view.presence(),
          newest(view),
          Instant.ofEpochMilli(view.asOf()));
    }
    counts.forEach((source, of) -> out.println(of.line(source)));
    out.flush();
  }

  /** The counts of records of histories, as maps and numbers. */
  static Map<String, Object> history(Map<String, ReadCounts> counts) {
    Map<String, Object> sources = new LinkedHashMap<>();
    counts.forEach(
        (source, of) -> {
          Map<String, Object> count = new LinkedHashMap<>();
          count.put("events", of.events());
          count.put("dead_letters", of.deadLetters());
          sources.put(source, count);
        });
    return sources;
  }

  /** The same as maps, strings and numbers. */
  Map<String, Object> toMap() {
    Map<String, Object> views = new LinkedHashMap<>();
    for (AsOfView view : answer.views()) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("entity", view.entity());
      of.put("status", view.presence().name());
      of.put("event_time", newest(view));
      of.put("effective_as_of", Instant.ofEpochMilli(view.asOf()).toString());
      views.put(view.view().id(), of);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("as_of", Instant.ofEpochMilli(answer.asOf()).toString());
    map.put("features", features());
    map.put("views", views);
    if (!counts.isEmpty()) {
      map.put("history", history(counts));
    }
    return map;
  }

  private static String newest(AsOfView view) {
    return view.newest() == Long.MIN_VALUE ? null : Instant.ofEpochMilli(view.newest()).toString();
  }

  private Map<String, Object> features() {
    Map<String, Object> features = new LinkedHashMap<>();
    FeatureRow row = answer.features();
    for (int i = 0; i < row.size(); i++) {
      features.put(service.names().get(i), row.plain(i));
    }
    return features;
  }
}
