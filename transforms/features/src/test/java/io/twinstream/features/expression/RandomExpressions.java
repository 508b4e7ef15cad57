package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import java.util.List;
import java.util.Random;

/** Random well-typed expressions over a schema with two fields of each kind, and random events. */
final class RandomExpressions {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("s1", FieldType.STRING),
              new Field("s2", FieldType.STRING),
              new Field("n1", FieldType.LONG),
              new Field("n2", FieldType.decimal(2)),
              new Field("n3", FieldType.DOUBLE),
              new Field("b1", FieldType.BOOLEAN),
              new Field("b2", FieldType.BOOLEAN),
              new Field("t1", FieldType.TIMESTAMP),
              new Field("t2", FieldType.TIMESTAMP)));

  private static final String[] TEXTS = {"", "a", "ab", "b", "\uD83D\uDE00", "\uFFFF", "é"};
  private static final double[] NUMBERS = {0, 1, -1, 0.5, 1e308, 5e-324, 7, -3, 1e17, 12.34};
  private static final long[] MOMENTS = {0, -1, 1_772_600_767_008L, 951_782_400_000L, 1_000};

  private final Random random;

  RandomExpressions(long seed) {
    this.random = new Random(seed);
  }

  Event event() {
    int size = SCHEMA.size();
    long[] bits = new long[size];
    String[] texts = new String[size];
    boolean[] present = new boolean[size];
    for (int i = 0; i < size; i++) {
      present[i] = random.nextInt(4) > 0;
      if (!present[i]) {
        continue;
      }
      switch (SCHEMA.field(i).type().kind()) {
        case STRING -> texts[i] = pick(TEXTS);
        case LONG -> bits[i] = random.nextBoolean() ? random.nextInt(9) - 4 : random.nextLong();
        case DECIMAL -> bits[i] = random.nextInt(2000) - 1000;
        case DOUBLE ->
            bits[i] = Double.doubleToRawLongBits(NUMBERS[random.nextInt(NUMBERS.length)]);
        case BOOLEAN -> bits[i] = random.nextInt(2);
        case TIMESTAMP -> bits[i] = MOMENTS[random.nextInt(MOMENTS.length)];
        default -> throw new AssertionError();
      }
    }
    return new Event(new Position("random", 0, 0), 0, 0, "", 0, bits, texts, present);
  }

  /** An event with all values. */
  Event complete() {
    while (true) {
      Event event = event();
      boolean complete = true;
      for (int i = 0; i < SCHEMA.size(); i++) {
        complete &= !event.isNull(i);
      }
      if (complete) {
        return event;
      }
    }
  }

  /** An expression of any feature type. */
  String any(int depth) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> flag(depth);
      case 2 -> number(depth);
      case 3 -> text(depth);
      default -> moment(depth);
    };
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  String flag(int depth) {
    if (depth == 0) {
      return pick("b1", "b2", "true", "has(s1)", "has(n3)");
    }
    int d = depth - 1;
    return switch (random.nextInt(9)) {
      case 0 -> "(" + flag(d) + pick(" && ", " || ", " == ", " != ") + flag(d) + ")";
      case 1 -> "!" + flag(d);
      case 2 -> "(" + number(d) + comparison() + number(d) + ")";
      case 3 -> "(" + text(d) + comparison() + text(d) + ")";
      case 4 -> "(" + moment(d) + comparison() + moment(d) + ")";
      case 5 -> text(d) + pick(".startsWith(", ".endsWith(", ".contains(") + text(d) + ")";
      case 6 -> "(" + text(d) + " in ['a', 'ab', 's'])";
      case 7 -> "(" + number(d) + " in [0, 1, 0.5, 7])";
      default -> choice(flag(d), flag(d), d);
    };
  }

  private String comparison() {
    return pick(" < ", " <= ", " > ", " >= ", " == ", " != ");
  }

  private String choice(String a, String b, int depth) {
    return "(" + flag(depth) + " ? " + a + " : " + b + ")";
  }

  String number(int depth) {
    if (depth == 0) {
      return pick("n1", "n2", "n3", "0", "1", "-2", "0.5", "3");
    }
    int d = depth - 1;
    return switch (random.nextInt(8)) {
      case 0, 1 -> "(" + number(d) + pick(" + ", " - ", " * ", " / ") + number(d) + ")";
      case 2 -> "(" + number(d) + " % " + number(d) + ")";
      case 3 -> "(-" + number(d) + ")";
      case 4 -> "int(" + number(d) + ")";
      case 5 -> "size(" + text(d) + ")";
      case 6 -> part(d);
      default -> choice(number(d), number(d), d);
    };
  }

  private String part(int depth) {
    if (random.nextInt(4) == 0) {
      return "("
          + moment(depth)
          + " - "
          + moment(depth)
          + ")"
          + pick(".getHours()", ".getMinutes()", ".getSeconds()");
    }
    return moment(depth)
        + "."
        + pick(
            "getFullYear",
            "getMonth",
            "getDayOfYear",
            "getDayOfMonth",
            "getDate",
            "getDayOfWeek",
            "getHours",
            "getMinutes",
            "getSeconds",
            "getMilliseconds")
        + "()";
  }

  private String text(int depth) {
    if (depth == 0) {
      return pick("s1", "s2", "'a'", "'ab'", "''");
    }
    int d = depth - 1;
    return random.nextBoolean()
        ? "(" + text(d) + " + " + text(d) + ")"
        : choice(text(d), text(d), d);
  }

  /** No negative fractions of a second: CEL's interpreter makes malformed durations of them. */
  private String moment(int depth) {
    if (depth == 0) {
      return pick("t1", "t2", "timestamp('2000-02-29T23:59:59.5Z')");
    }
    int d = depth - 1;
    return switch (random.nextInt(3)) {
      case 0 ->
          "(" + moment(d) + pick(" + ", " - ") + "duration('" + pick("36h", "-1s", "9s") + "'))";
      case 1 -> "(duration('90m') + " + moment(d) + ")";
      default -> choice(moment(d), moment(d), d);
    };
  }
}
