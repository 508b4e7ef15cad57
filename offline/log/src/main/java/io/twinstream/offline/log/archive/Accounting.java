package io.twinstream.offline.log.archive;

import io.twinstream.features.event.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What became of the records of a source, counted by position in the archive and the dead letters.
 *
 * @param source its name
 * @param in how many records came in
 * @param accepted how many became events
 * @param deadLetters how many did not, by reason
 * @param both how many positions are in the archive and in the dead letters, which none should be
 * @param views what the views made of the events, by {@code name@version}
 */
public record Accounting(
    String source,
    long in,
    long accepted,
    Map<Reason, Long> deadLetters,
    long both,
    Map<String, ViewAccounting> views) {

  /**
   * What became of the events in a view.
   *
   * @param distinct contributed
   * @param duplicates were dropped, their identity having been seen
   * @param skipped have no key
   * @param conflicts events that share an id with others and are not the same; they contributed
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
   * Whether in = accepted + dead letters and, per view, accepted = distinct + duplicates + skipped.
   */
  public boolean holds() {
    return problems().isEmpty();
  }

  /** The equations that do not hold, in words. */
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
