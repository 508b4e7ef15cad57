package io.twinstream.features.decode;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Reason;

/** Decides whether the values of a record are a version of a row, for sources of changes. */
final class RowVersion {
  private final int changeSlot;
  private final int timeSlot;
  private final int deletedSlot;
  private final int[] versionSlots;
  private final long maxFutureSkew;
  private final long maxLateness;

  private RowVersion(Source source, ChangeRules rules) {
    Schema schema = source.schema();
    this.changeSlot = schema.slot(rules.changeTime());
    this.timeSlot = schema.slot(source.eventTime());
    this.deletedSlot = rules.deleted().map(schema::slot).orElse(-1);
    this.versionSlots = rules.versions().stream().mapToInt(schema::slot).toArray();
    this.maxFutureSkew = TimeLimits.millis(source.maxFutureSkew());
    this.maxLateness = TimeLimits.millis(source.maxLateness());
  }

  /** Returns what decides for a source; null if its records are no changes. */
  static RowVersion of(Source source) {
    return source.changes().map(rules -> new RowVersion(source, rules)).orElse(null);
  }

  /**
   * Gives a delete the time of the change if it has no event time, or one too far ahead: it has no
   * row to count, and must not be lost.
   */
  void complete(EventSlots slots) {
    boolean deletes = deletedSlot >= 0 && slots.bits[deletedSlot] != 0;
    if (!deletes || !slots.present[changeSlot]) {
      return;
    }
    boolean ahead = slots.bits[timeSlot] - slots.bits[changeSlot] > maxFutureSkew;
    if (!slots.present[timeSlot] || ahead) {
      slots.set(timeSlot, slots.bits[changeSlot]);
    }
  }

  /** Returns why a record has no place among the versions of its row; null if it has one. */
  String problem(EventSlots slots) {
    if (!slots.present[changeSlot]) {
      return "no change time: " + slots.named(changeSlot) + " is missing or null";
    }
    for (int slot : versionSlots) {
      if (!slots.present[slot]) {
        return "no version: " + slots.named(slot) + " is missing or null";
      }
    }
    return null;
  }

  /**
   * Checks the times of a version. Its lateness is that of the change; the event time may be any
   * time before it.
   */
  void checkTimes(EventSlots slots, long ts, long known) {
    long changed = slots.bits[changeSlot];
    if (changed - known > maxFutureSkew) {
      slots.reason = Reason.FUTURE;
      slots.detail =
          TimeLimits.describe(
              "change time",
              changed,
              changed - known,
              "ahead of its known time",
              known,
              maxFutureSkew);
    } else if (ts - changed > maxFutureSkew) {
      slots.reason = Reason.FUTURE;
      slots.detail =
          TimeLimits.describe(
              "event time", ts, ts - changed, "ahead of its change time", changed, maxFutureSkew);
    } else if (known - changed > maxLateness) {
      slots.reason = Reason.LATE;
      slots.detail =
          TimeLimits.describe(
              "change time", changed, known - changed, "behind its known time", known, maxLateness);
    }
  }
}
