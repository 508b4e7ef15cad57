package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Window;
import io.twinstream.features.time.LocalDays;
import io.twinstream.features.time.Zone;
import java.time.Duration;

/** Divides time into tiles, which are numbered in the order of time. */
interface Tiling {
  /** Returns the number of the tile of an event, by its time in milliseconds since 1970. */
  long index(long ts);

  /** Returns the time at which a tile begins; {@link Long#MIN_VALUE} if it holds everything. */
  long start(long index);

  /** Returns the fixed length of tiles; zero if they have none. */
  Duration hop();

  /** Describes it for the fingerprint of a layout. */
  String describe();

  /** Returns the tiling of a window. */
  static Tiling of(Window window) {
    if (window instanceof Window.Calendar calendar) {
      return new Days(calendar.zone());
    }
    return new Fixed(window.hop().toMillis());
  }

  /** Tiles of one length, or one tile that holds everything if it is zero milliseconds. */
  record Fixed(long length) implements Tiling {
    @Override
    public long index(long ts) {
      return length == 0 ? 0 : Math.floorDiv(ts, length);
    }

    @Override
    public long start(long index) {
      return length == 0 ? Long.MIN_VALUE : index * length;
    }

    @Override
    public Duration hop() {
      return Duration.ofMillis(length);
    }

    @Override
    public String describe() {
      return Long.toString(length);
    }
  }

  /** The days of a time zone. */
  record Days(Zone zone, LocalDays days) implements Tiling {
    Days(Zone zone) {
      this(zone, new LocalDays(zone));
    }

    @Override
    public long index(long ts) {
      return days.number(ts);
    }

    @Override
    public long start(long index) {
      return days.start(index);
    }

    @Override
    public Duration hop() {
      return Duration.ZERO;
    }

    @Override
    public String describe() {
      return "days of " + zone.fingerprint().orElse(zone.id());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Days that && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
      return zone.hashCode();
    }
  }
}
