package io.twinstream.features.decode;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Decides whether the values of a record are an event, from the record alone. */
final class Verdict {
  private final Source source;
  private final int timeSlot;

  /** The time at which records of history are known at the earliest. */
  private final int knownSlot;

  private final int idSlot;
  private final boolean idIsText;
  private final int[] keySlots;
  private final long resolution;
  private final long maxFutureSkew;
  private final long maxLateness;
  private final boolean knownFromColumn;
  private final boolean knownFromRecord;
  private final long knownDelay;
  private final EventIdentity identity;
  private final ComputedSlots computed;

  /** Of a table; else null. */
  private final LoadedRow loaded;

  /** Of a source of changes; else null. */
  private final RowVersion version;

  Verdict(Source source, Set<String> keys, HistoryMapping mapping, boolean live) {
    Schema schema = source.schema();
    this.source = source;
    this.computed = new ComputedSlots(schema);
    this.identity = new EventIdentity(source);
    this.loaded = LoadedRow.of(source);
    this.version = RowVersion.of(source);
    this.timeSlot = schema.slot(source.eventTime());
    this.knownSlot =
        source.changes().map(rules -> schema.slot(rules.changeTime())).orElse(timeSlot);
    this.idSlot = source.eventId().map(schema::slot).orElse(-1);
    this.idIsText = idSlot >= 0 && schema.field(idSlot).type().kind() == Kind.STRING;
    this.keySlots = keys.stream().sorted().mapToInt(schema::slot).toArray();
    this.resolution = Math.max(1, source.resolution().toMillis());
    this.maxFutureSkew = TimeLimits.millis(source.maxFutureSkew());
    this.maxLateness = TimeLimits.millis(source.maxLateness());
    this.knownFromRecord = live;
    this.knownFromColumn = !live && mapping.known().isPresent();
    this.knownDelay = TimeLimits.millis(mapping.knownDelay());
  }

  Decoded of(EventSlots slots, Position position, long recordKnown, Supplier<byte[]> original) {
    slots.endArrays();
    if (loaded != null) {
      loaded.complete(slots, knownFromRecord ? Optional.of(recordKnown) : Optional.empty());
    }
    if (slots.reason == null) {
      computed.fill(slots);
    }
    if (version != null) {
      version.complete(slots);
    }
    if (slots.reason == null) {
      checkPresence(slots);
    }
    long known = knownOf(slots, recordKnown);
    if (slots.reason == null) {
      long ts = ts(slots);
      checkTimes(slots, ts, known);
      if (slots.reason == null) {
        String id = id(slots);
        long hash = identity.of(id, loaded == null ? ts : 0, slots); // A row is its content.
        return new Event(
            loaded == null ? position : loaded.position(position),
            known,
            ts,
            id,
            hash,
            slots.bits,
            slots.texts,
            slots.objects,
            slots.present);
      }
    }
    return deadLetter(position, known, slots.reason, slots.detail, original.get());
  }

  DeadLetter deadLetter(
      Position position, long known, Reason reason, String detail, byte[] original) {
    return DeadLetter.of(source.name(), position, known, reason, detail, original);
  }

  private void checkPresence(EventSlots slots) {
    if (!slots.present[timeSlot]) {
      slots.reason = Reason.MISSING_FIELD;
      slots.detail = "no event time: " + slots.named(timeSlot) + " is missing or null";
    } else if (knownFromColumn && !slots.hasKnown) {
      slots.reason = Reason.MISSING_FIELD;
      slots.detail = "no known time: column '" + source.history().known().get() + "' is null";
    } else if (idSlot >= 0 && !slots.present[idSlot]) {
      slots.reason = Reason.MISSING_FIELD;
      slots.detail = "no event id: " + slots.named(idSlot) + " is missing or empty";
    } else if (version != null && version.problem(slots) != null) {
      slots.reason = Reason.MISSING_FIELD;
      slots.detail = version.problem(slots);
    } else if (version == null && keySlots.length > 0 && !hasKey(slots)) {
      slots.reason = Reason.MISSING_KEY;
      slots.detail = "none of the views' key fields has a value";
    } else if (loaded != null && loaded.problem(slots) != null) {
      slots.reason = Reason.MISSING_FIELD;
      slots.detail = loaded.problem(slots);
    } else {
      checkKeyLengths(slots);
    }
  }

  private void checkKeyLengths(EventSlots slots) {
    for (int slot : keySlots) {
      String text = slots.texts[slot]; // Null for a number.
      if (text != null && text.length() > EntityKey.MAX_LENGTH) {
        slots.reason = Reason.OUT_OF_RANGE;
        slots.detail =
            "key field '%s' has %d characters; an id has at most %d"
                .formatted(source.schema().field(slot).name(), text.length(), EntityKey.MAX_LENGTH);
        return;
      }
    }
  }

  private boolean hasKey(EventSlots slots) {
    for (int slot : keySlots) {
      if (slots.present[slot]) {
        return true;
      }
    }
    return false;
  }

  /** Returns the known time of the record; 0 if it has none. */
  long knownOf(EventSlots slots, long recordKnown) {
    if (loaded != null && slots.present != null) {
      return loaded.known(slots);
    }
    if (knownFromRecord) {
      return recordKnown;
    }
    if (slots.present == null || (knownFromColumn ? !slots.hasKnown : !slots.present[knownSlot])) {
      return 0;
    }
    // The time before flooring; otherwise events would be known before they happen.
    return knownFromColumn ? slots.known : slots.bits[knownSlot] + knownDelay;
  }

  private long ts(EventSlots slots) {
    long time = slots.bits[timeSlot];
    return resolution == 1 ? time : time - Math.floorMod(time, resolution);
  }

  private String id(EventSlots slots) {
    if (idSlot < 0) {
      return "";
    }
    return idIsText ? slots.texts[idSlot] : Long.toString(slots.bits[idSlot]);
  }

  private void checkTimes(EventSlots slots, long ts, long known) {
    if (version != null) {
      version.checkTimes(slots, ts, known);
    } else if (ts - known > maxFutureSkew) {
      slots.reason = Reason.FUTURE;
      slots.detail =
          TimeLimits.describe(
              "event time", ts, ts - known, "ahead of its known time", known, maxFutureSkew);
    } else if (loaded == null && known - ts > maxLateness) {
      slots.reason = Reason.LATE;
      slots.detail =
          TimeLimits.describe(
              "event time", ts, known - ts, "behind its known time", known, maxLateness);
    }
  }
}
