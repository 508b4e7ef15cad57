package io.twinstream.serving.feature;

import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.Status;
import io.twinstream.serving.reading.ViewReading;

/** The fields of a view's metadata in an answer. */
enum ReadingFields {
  STATUS("status") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      out.text(reading.status().name());
    }
  },
  AGE("age_ms") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      if (reading.newest() == Long.MIN_VALUE) {
        out.nullValue();
      } else {
        out.number(now - reading.newest());
      }
    }
  },
  EVENT_TIME("event_time") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      if (reading.newest() == Long.MIN_VALUE) {
        out.nullValue();
      } else {
        out.instant(reading.newest());
      }
    }
  },
  EFFECTIVE_AS_OF("effective_as_of") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      out.sameInstant(reading.asOf()); // For almost all, this is the current time.
    }
  },
  GENERATION("generation") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      if (reading.source().generation().isPresent()) {
        out.number(reading.source().generation().get().number());
      } else {
        out.nullValue();
      }
    }
  },
  FINGERPRINT("fingerprint") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      out.text(reading.view().fingerprint());
    }
  },
  /** Only present if the store does not answer. */
  READ_AGE("read_age_ms") {
    @Override
    void value(JsonBuffer out, ViewReading reading, long now) {
      if (reading.readAt() == Long.MIN_VALUE) {
        out.nullValue();
      } else {
        out.number(now - reading.readAt());
      }
    }
  };

  /** The fields that can differ between entities. */
  static final ReadingFields[] OF_ENTITY = {STATUS, AGE, EVENT_TIME, EFFECTIVE_AS_OF};

  /** The fields that are equal for all entities. */
  static final ReadingFields[] OF_VIEW = {GENERATION, FINGERPRINT};

  /** The first bytes of the metadata, by status: everything before the value of the age. */
  private static final byte[][] OPENINGS = openings();

  private final byte[] encoded;
  private final byte[] following;

  ReadingFields(String name) {
    this.encoded = JsonBuffer.name(name);
    this.following = JsonBuffer.ascii(",\"" + name + "\":");
  }

  private static byte[][] openings() {
    byte[][] openings = new byte[Status.values().length][];
    for (Status status : Status.values()) {
      openings[status.ordinal()] = JsonBuffer.ascii("{\"status\":\"" + status + "\",\"age_ms\":");
    }
    return openings;
  }

  abstract void value(JsonBuffer out, ViewReading reading, long now);

  void name(JsonBuffer out) {
    out.raw(encoded);
  }

  /** Writes the start of the object: the fields of the entity. */
  static void begin(JsonBuffer out, ViewReading reading, long now) {
    out.raw(OPENINGS[reading.status().ordinal()]);
    AGE.value(out, reading, now);
    out.raw(EVENT_TIME.following);
    EVENT_TIME.value(out, reading, now);
  }

  /** Writes the remaining fields, which are equal for readings of one instant and one source. */
  static void shared(JsonBuffer out, ViewReading reading, long now) {
    out.raw(EFFECTIVE_AS_OF.following);
    EFFECTIVE_AS_OF.value(out, reading, now);
    out.raw(GENERATION.following);
    GENERATION.value(out, reading, now);
    out.raw(FINGERPRINT.following);
    FINGERPRINT.value(out, reading, now);
  }

  /** Writes the end of the object. */
  static void end(JsonBuffer out, ViewReading reading, long now) {
    if (reading.readAt() != Long.MIN_VALUE) {
      out.raw(READ_AGE.following);
      READ_AGE.value(out, reading, now);
    }
    out.raw('}');
  }
}
