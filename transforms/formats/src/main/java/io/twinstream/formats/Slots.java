package io.twinstream.formats;

import io.twinstream.features.decode.EventBuilder;
import java.math.BigDecimal;

/** The slots of an event that a scalar of a record is set into. */
public final class Slots {
  private final EventBuilder to;
  private final int[] slots;

  public Slots(EventBuilder to, int[] slots) {
    this.to = to;
    this.slots = slots;
  }

  public void integer(long value) {
    for (int slot : slots) {
      to.longValue(slot, value);
    }
  }

  public void unsigned(long value) {
    for (int slot : slots) {
      to.unsignedValue(slot, value);
    }
  }

  /** Sets an instant, in milliseconds since 1970. */
  public void instant(long millis) {
    for (int slot : slots) {
      to.instantValue(slot, millis);
    }
  }

  /** Sets a local time, in milliseconds since 1970 as if it were UTC. */
  public void local(long millis) {
    for (int slot : slots) {
      to.localTimeValue(slot, millis);
    }
  }

  public void truth(boolean value) {
    for (int slot : slots) {
      to.booleanValue(slot, value);
    }
  }

  public void number(float value) {
    for (int slot : slots) {
      to.floatValue(slot, value);
    }
  }

  public void number(double value) {
    for (int slot : slots) {
      to.doubleValue(slot, value);
    }
  }

  public void decimal(long unscaled, int scale) {
    for (int slot : slots) {
      to.decimalValue(slot, unscaled, scale);
    }
  }

  public void decimal(BigDecimal value) {
    for (int slot : slots) {
      to.decimalValue(slot, value);
    }
  }

  public void text(String value) {
    for (int slot : slots) {
      to.text(slot, value);
    }
  }

  public void utf8(byte[] in, int from, int length) {
    for (int slot : slots) {
      to.utf8(slot, in, from, length);
    }
  }

  public void bytes(byte[] value) {
    for (int slot : slots) {
      to.bytesValue(slot, value);
    }
  }

  /** Reports a value that no field can have. */
  public void unfit(String what) {
    for (int slot : slots) {
      to.unfit(slot, what);
    }
  }
}
