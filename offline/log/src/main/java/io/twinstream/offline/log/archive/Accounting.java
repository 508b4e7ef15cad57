package io.twinstream.offline.log.archive;

import io.twinstream.features.event.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How many records of a source became events or dead letters, counted by position in the archive
 * and the dead letters.
 *
 * @param source the name of the source
 * @param in the number of records that came in
 * @param accepted the number of records that became events
 * @param deadLetters the number of dead letters, by reason
 * @param both the number of positions that are in the archive and in the dead letters; it should be
 *     0
 * @param views what each view did with the events, by {@code name@version}
 */
public record Accounting(
    String source,
    long in,
    long accepted,
    Map<Reason, Long> deadLetters,
    long both,
    Map<String, ViewAccounting> views) {

  /**
   * The events of a view, by result.
   *
   * @param distinct events that contributed
   * @param duplicates events that were dropped because their identity was seen before
   * @param skipped events without a key
   * @param conflicts events that share an id with others but differ from them; they contributed
   */
  public record ViewAccounting(long distinct, long duplicates, long skipped, long conflicts) {}

  public Accounting {
    deadLetters = Collections.unmodifiableMap(deadLetters);
    views = Collections.unmodifiableMap(views);
  }

  public long dead() {
    return deadLetters.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Reports whether in = accepted + dead letters and, per view, accepted = distinct + duplicates +
   * skipped.
   */
  public boolean holds() {
    return problems().isEmpty();
  }

  /** Describes the equations that do not hold. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (in != accepted + dead()) {
      problems.add(
          source + ": in " + in + " is not accepted " + accepted + " + dead letters " + dead());
    }
    if (both != 0) {
      problems.add(source + ": " + both + " records are both events and dead letters");
    }
    views.forEach(
        (id, view) -> {
          if (accepted != view.distinct + view.duplicates + view.skipped) {
            problems.add(id + ": accepted " + accepted + " is not the sum of " + view);
          }
        });
    return problems;
  }
}
