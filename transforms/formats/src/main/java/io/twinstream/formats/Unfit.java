package io.twinstream.formats;

import io.twinstream.features.decode.EventBuilder;
import java.util.List;

/** Reports that a value has a shape that the fields read from there do not have. */
public final class Unfit {
  private final EventBuilder builder;
  private final List<One> each;

  record One(int slot, String what) {}

  Unfit(EventBuilder builder, List<One> each) {
    this.builder = builder;
    this.each = List.copyOf(each);
  }

  static void add(List<One> to, int[] slots, String what) {
    for (int slot : slots) {
      to.add(new One(slot, what));
    }
  }

  /** Reports whether there is nothing to report. */
  public boolean isEmpty() {
    return each.isEmpty();
  }

  /** Reports it for a record. */
  public void report() {
    for (One one : each) {
      builder.unfit(one.slot(), one.what());
    }
  }

  /** Returns the first of the slots; -1 if there is none. */
  public int slot() {
    return each.isEmpty() ? -1 : each.get(0).slot();
  }

  /** Returns what is wrong there. */
  public String what() {
    return each.get(0).what();
  }
}
