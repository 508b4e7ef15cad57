package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Longs;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Span;
import io.twinstream.features.expression.node.Node.Whole;
import java.time.LocalDate;
import java.util.function.LongUnaryOperator;

/** CEL's functions of timestamps and durations, in UTC and milliseconds. */
final class Calendar {
  private static final long DAY = 86_400_000;
  private static final long LEAST = -62_135_596_800_000L; // 0001-01-01T00:00:00Z
  private static final long GREATEST = 253_402_300_799_999L; // 9999-12-31T23:59:59.999Z

  private Calendar() {}

  static <C> Node<C> node(String overload, Operands<C> o) {
    return switch (overload) {
      case "timestamp_to_year" -> part(o.moment(0), t -> date(t).getYear());
      case "timestamp_to_month" -> part(o.moment(0), t -> date(t).getMonthValue() - 1);
      case "timestamp_to_day_of_year" -> part(o.moment(0), t -> date(t).getDayOfYear() - 1);
      case "timestamp_to_day_of_month" -> part(o.moment(0), t -> date(t).getDayOfMonth() - 1);
      case "timestamp_to_day_of_month_1_based" -> part(o.moment(0), t -> date(t).getDayOfMonth());
      // 1970-01-01 was a Thursday; Sunday is 0.
      case "timestamp_to_day_of_week" ->
          part(o.moment(0), t -> Math.floorMod(Math.floorDiv(t, DAY) + 4, 7L));
      case "timestamp_to_hours" -> part(o.moment(0), t -> Math.floorMod(t, DAY) / 3_600_000);
      case "timestamp_to_minutes" -> part(o.moment(0), t -> Math.floorMod(t, 3_600_000L) / 60_000);
      case "timestamp_to_seconds" -> part(o.moment(0), t -> Math.floorMod(t, 60_000L) / 1_000);
      case "timestamp_to_milliseconds" -> part(o.moment(0), t -> Math.floorMod(t, 1_000L));
      case "timestamp_to_int64" -> part(o.moment(0), t -> Math.floorDiv(t, 1_000L));
      case "duration_to_hours" -> part(o.span(0), d -> d / 3_600_000);
      case "duration_to_minutes" -> part(o.span(0), d -> d / 60_000);
      case "duration_to_seconds" -> part(o.span(0), d -> d / 1_000);
      case "subtract_timestamp_timestamp" -> between(o.moment(0), o.moment(1));
      case "add_timestamp_duration" -> shift(o.moment(0), o.span(1), 1);
      case "add_duration_timestamp" -> shift(o.moment(1), o.span(0), 1);
      case "subtract_timestamp_duration" -> shift(o.moment(0), o.span(1), -1);
      default -> throw new NotCompiled(overload);
    };
  }

  private static LocalDate date(long millis) {
    return LocalDate.ofEpochDay(Math.floorDiv(millis, DAY));
  }

  private static <C> Whole<C> part(Longs<C> node, LongUnaryOperator function) {
    return row -> {
      long value = node.value(row);
      return Nulls.isNull(value) ? Nulls.LONG : function.applyAsLong(value);
    };
  }

  private static <C> Span<C> between(Moment<C> a, Moment<C> b) {
    return row -> {
      long x = a.value(row);
      long y = b.value(row);
      return Nulls.isNull(x) || Nulls.isNull(y) ? Nulls.LONG : x - y;
    };
  }

  /** Null if the result is outside of years 1 to 9999, the range of CEL's timestamps. */
  private static <C> Moment<C> shift(Moment<C> moment, Span<C> span, int sign) {
    return row -> {
      long x = moment.value(row);
      long y = span.value(row);
      if (Nulls.isNull(x) || Nulls.isNull(y)) {
        return Nulls.LONG;
      }
      long shifted = x + sign * y;
      return shifted < LEAST || shifted > GREATEST ? Nulls.LONG : shifted;
    };
  }
}
