package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.aggregate.column.Ordering;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.math.BigInteger;

/**
 * The numbers of a category: the count of its events, then what is known of the values of another
 * field. Events without such a value do not count.
 */
public final class Measure {
  /** What is known of the values. */
  public enum Kind {
    /** Nothing: there is no other field. */
    COUNT,
    /** Their exact sum, in 128 bits, as two numbers. */
    SUM,
    /** The least value, in a form whose order is that of longs. */
    LEAST,
    /** The greatest value, in the same form. */
    GREATEST
  }

  private final Kind kind;
  private final Field field;
  private final int slot;

  private Measure(Kind kind, Field field, int slot) {
    this.kind = kind;
    this.field = field;
    this.slot = slot;
  }

  /** Counts events. */
  public static Measure count() {
    return new Measure(Kind.COUNT, null, 0);
  }

  /**
   * Summarizes the values of a field.
   *
   * @param slot of the field in events
   */
  public static Measure of(Kind kind, Field field, int slot) {
    return new Measure(kind, field, slot);
  }

  String describe() {
    return kind == Kind.COUNT
        ? "count"
        : kind.name().toLowerCase(java.util.Locale.ROOT) + " " + field;
  }

  String label() {
    return kind == Kind.COUNT
        ? ""
        : ", " + kind.name().toLowerCase(java.util.Locale.ROOT) + " of " + field.name();
  }

  /** Returns how many numbers a category has. */
  int width() {
    return switch (kind) {
      case COUNT -> 1;
      case SUM -> 3;
      case LEAST, GREATEST -> 2;
    };
  }

  boolean isNull(Event event) {
    return kind != Kind.COUNT && event.isNull(slot);
  }

  /** Returns the numbers of one event. */
  long[] of(Event event) {
    long bits = kind == Kind.COUNT ? 0 : event.bits(slot);
    return switch (kind) {
      case COUNT -> new long[] {1};
      case SUM -> new long[] {1, bits, bits >> 63};
      case LEAST, GREATEST -> new long[] {1, Ordering.ordered(field.type(), bits)};
    };
  }

  /** Merges the numbers of a category into those of the same category. */
  void merge(long[] into, int at, long[] from, int fromAt) {
    into[at] += from[fromAt];
    switch (kind) {
      case COUNT -> {}
      case SUM -> {
        long low = into[at + 1] + from[fromAt + 1];
        long carry = Long.compareUnsigned(low, from[fromAt + 1]) < 0 ? 1 : 0;
        into[at + 1] = low;
        into[at + 2] += from[fromAt + 2] + carry;
      }
      case LEAST -> into[at + 1] = Math.min(into[at + 1], from[fromAt + 1]);
      case GREATEST -> into[at + 1] = Math.max(into[at + 1], from[fromAt + 1]);
    }
  }

  /** Returns the exact sum of a category. */
  static BigInteger sum(long[] numbers, int at) {
    BigInteger low = BigInteger.valueOf(numbers[at + 1] & Long.MAX_VALUE);
    return BigInteger.valueOf(numbers[at + 2])
        .shiftLeft(Long.SIZE)
        .or(numbers[at + 1] < 0 ? low.setBit(Long.SIZE - 1) : low);
  }

  /** Returns the bits of the least or the greatest value of a category. */
  long bits(long[] numbers, int at) {
    return Ordering.ordered(field.type(), numbers[at + 1]);
  }

  void encode(long[] numbers, int at, StateWriter out) {
    out.varint(numbers[at]);
    switch (kind) {
      case COUNT -> {}
      case SUM -> out.wide(sum(numbers, at));
      case LEAST, GREATEST -> out.signed(numbers[at + 1]);
    }
  }

  /**
   * Decodes the numbers of a category.
   *
   * @param most the greatest possible count
   */
  void decode(long[] numbers, int at, StateReader in, long most) {
    numbers[at] = in.varint();
    in.require(numbers[at] > 0 && numbers[at] <= most, "more values than events");
    switch (kind) {
      case COUNT -> {}
      case SUM -> {
        BigInteger sum = in.wideIsLong() ? BigInteger.valueOf(in.signed()) : in.wide();
        in.require(sum.bitLength() < 2 * Long.SIZE, "a sum is too wide");
        numbers[at + 1] = sum.longValue();
        numbers[at + 2] = sum.shiftRight(Long.SIZE).longValue();
      }
      case LEAST, GREATEST -> numbers[at + 1] = in.signed();
    }
  }
}
