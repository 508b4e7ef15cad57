package io.twinstream.features.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A source made of another source and of the features of views as of each of its events.
 *
 * <p>An enriched event has the fields of its event, then a field {@code alias.feature} per feature
 * of each looked-up view, {@code alias.status} and {@code alias.as_of}, then the declared fields,
 * which are computed from all of these.
 *
 * @param source its events, with all these fields; times and topic are those of its base
 * @param from the source whose events are enriched
 * @param with the looked-up views, by alias, in order
 * @param where an expression that an enriched event must fulfil; empty for all
 * @param waiting how much later than an event the looked-up events may become known
 * @param maxHold the greatest number of events that a worker of a live job holds back
 * @param beforeBegin what becomes of an event before the history of a looked-up view begins
 * @param meaning text that differs if the values of its events can differ
 */
public record EnrichedSource(
    Source source,
    String from,
    Map<String, String> with,
    Optional<String> where,
    Duration waiting,
    int maxHold,
    BeforeBegin beforeBegin,
    String meaning) {

  /** What becomes of an event that is known before the history of a looked-up view begins. */
  public enum BeforeBegin {
    /** It is left out. */
    EXCLUDE,
    /** It finds nothing, with the status {@code ERROR}. */
    ERROR,
    /** It finds nothing, with the status {@code MISSING}, as if there had been no event. */
    MISSING
  }

  public static final int DEFAULT_MAX_HOLD = 1_000_000;

  /** The name of the field that says whether a looked-up entity has values. */
  public static final String STATUS = "status";

  /** The name of the field with the instant of which looked-up features are. */
  public static final String AS_OF = "as_of";

  /** Of the form of earlier checkpoints, in which all histories began before all events. */
  public EnrichedSource(
      Source source,
      String from,
      Map<String, String> with,
      Optional<String> where,
      Duration waiting,
      int maxHold,
      String meaning) {
    this(source, from, with, where, waiting, maxHold, BeforeBegin.EXCLUDE, meaning);
  }

  public EnrichedSource {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(beforeBegin, "beforeBegin");
    with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
  }

  /** Returns the name of the field of a feature of a looked-up view. */
  public static String field(String alias, String feature) {
    return alias + "." + feature;
  }
}
