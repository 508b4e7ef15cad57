package io.twinstream.features.yaml;

import io.twinstream.features.text.Names;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** Words of other systems for the keys of definitions, for hints. */
public final class Synonyms {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("float", "double"),
          Map.entry("int", "long"),
          Map.entry("integer", "long"),
          Map.entry("bigint", "long"),
          Map.entry("text", "string"),
          Map.entry("varchar", "string"),
          Map.entry("bool", "boolean"),
          Map.entry("date", "timestamp"),
          Map.entry("datetime", "timestamp"),
          Map.entry("decimal", "decimal(2)"),
          Map.entry("numeric", "decimal(2)"),
          Map.entry("avg", "mean"),
          Map.entry("average", "mean"),
          Map.entry("std", "stddev"),
          Map.entry("var", "variance"),
          Map.entry("count_distinct", "distinct"),
          Map.entry("unique", "distinct"),
          Map.entry("nunique", "distinct"),
          Map.entry("minimum", "min"),
          Map.entry("maximum", "max"),
          Map.entry("percentile", "quantile"),
          Map.entry("percentile_approx", "quantile"),
          Map.entry("approx_percentile", "quantile"),
          Map.entry("approx_quantile", "quantile"),
          Map.entry("quantile_disc", "quantile"),
          Map.entry("percentile_disc", "quantile"),
          Map.entry("interquartile_range", "iqr"),
          Map.entry("value_counts", "count_by"),
          Map.entry("topk", "top_k"),
          Map.entry("array_agg_distinct", "set_of"),
          Map.entry("collect_set", "set_of"),
          Map.entry("most_frequent", "mode"),
          Map.entry("most_common", "mode"),
          Map.entry("filter", "where"),
          Map.entry("condition", "where"),
          Map.entry("slide", "hop"),
          Map.entry("step", "hop"),
          Map.entry("column", "field"),
          Map.entry("aggregates", "aggregations"),
          Map.entry("metrics", "aggregations"),
          Map.entry("schema", "fields"),
          Map.entry("id", "event_id"),
          Map.entry("primary_key", "event_id"),
          Map.entry("deduplicate", "dedupe"),
          Map.entry("timestamp_field", "event_time"),
          Map.entry("timezone", "zone"),
          Map.entry("tz", "zone"),
          Map.entry("separator", "delimiter"),
          Map.entry("json", "json_lines"),
          Map.entry("jsonl", "json_lines"),
          Map.entry("ndjson", "json_lines"));

  private Synonyms() {}

  /** Returns the known word that is probably meant: that of a synonym, or else the nearest. */
  static String meant(String word, Collection<String> known) {
    String synonym = WORDS.get(word.toLowerCase(Locale.ROOT));
    return synonym != null && known.contains(synonym) ? synonym : Names.nearest(word, known).get(0);
  }

  /** Returns the word for a synonym from another system, or null. */
  public static String of(String word) {
    return WORDS.get(word.toLowerCase(Locale.ROOT));
  }
}
