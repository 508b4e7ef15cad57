package io.twinstream.pipelines.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * The runner's counts of the records of each source by result, for a summary; repeated work may be
 * counted twice.
 */
public final class Counts {
  private static final String DEAD_LETTERS = "dead_letters.";

  private Counts() {}

  /** A line per source. */
  public static List<String> of(PipelineResult result, Iterable<String> sources) {
    List<String> lines = new ArrayList<>();
    sources.forEach(source -> lines.add(line(source, counts(result, source))));
    return lines;
  }

  /** A line per enriched source. */
  public static List<String> ofEnriched(PipelineResult result, Iterable<String> sources) {
    List<String> lines = new ArrayList<>();
    for (String source : sources) {
      TreeMap<String, Long> counts = counts(result, source);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %,d events, %,d others left out by where, %,d from before the lookups begin;"
                  + " %,d dead letters",
              source,
              counts.getOrDefault("accepted", 0L),
              counts.getOrDefault("filtered", 0L),
              counts.getOrDefault("excluded", 0L),
              counts.getOrDefault("failed", 0L)));
    }
    return lines;
  }

  /** The number of dead letters of a source. */
  public static long deadLetters(PipelineResult result, String source) {
    return counts(result, source).entrySet().stream()
        .filter(count -> count.getKey().startsWith(DEAD_LETTERS))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static TreeMap<String, Long> counts(PipelineResult result, String source) {
    TreeMap<String, Long> counts = new TreeMap<>();
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(source)).build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      counts.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counts;
  }

  private static String line(String source, TreeMap<String, Long> counts) {
    StringBuilder reasons = new StringBuilder();
    long dead = 0;
    for (var reason : counts.tailMap(DEAD_LETTERS).headMap(DEAD_LETTERS + "~").entrySet()) {
      if (reason.getValue() > 0) {
        String name = reason.getKey().substring(DEAD_LETTERS.length());
        reasons.append(dead == 0 ? ": " : ", ").append(name).append(' ');
        reasons.append(reason.getValue());
        dead += reason.getValue();
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: %,d events, %,d of them duplicates; %,d dead letters%s",
        source,
        counts.getOrDefault("accepted", 0L),
        counts.getOrDefault("duplicates", 0L),
        dead,
        reasons);
  }
}
