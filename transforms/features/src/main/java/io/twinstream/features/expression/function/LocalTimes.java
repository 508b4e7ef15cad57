package io.twinstream.features.expression.function;

import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.expression.node.Operands;
import io.twinstream.features.time.Zone;
import java.time.Instant;
import java.time.LocalDate;
import java.time.zone.ZoneRules;
import java.util.Set;

/**
 * Nodes of functions of local times. A local time is its milliseconds since 1970-01-01T00:00 on the
 * clocks of the zone.
 */
final class LocalTimes {
  private static final long DAY = 86_400_000;

  private LocalTimes() {}

  /** A part of a local time. */
  interface Part {
    long of(long local);
  }

  /** A condition on a local time. */
  interface Test {
    boolean of(long local);
  }

  /** Returns the number for a timestamp (operand 0) in a zone (operand 1). */
  static <C> Num<C> number(Operands<C> o, Part part) {
    Whole<C> whole = whole(o, part);
    return row -> {
      long value = whole.value(row);
      return Nulls.isNull(value) ? Nulls.NUMBER : value;
    };
  }

  /** Returns the integer for a timestamp (operand 0) in a zone (operand 1). */
  static <C> Whole<C> whole(Operands<C> o, Part part) {
    Whole<C> local = local(o.moment(0), o, 1);
    return row -> {
      long time = local.value(row);
      return Nulls.isNull(time) ? time : part.of(time);
    };
  }

  static <C> Flag<C> flag(Operands<C> o, Test test) {
    Whole<C> local = local(o.moment(0), o, 1);
    return row -> {
      long time = local.value(row);
      return Nulls.isNull(time) ? Nulls.UNKNOWN : Nulls.flag(test.of(time));
    };
  }

  static <C> Num<C> daysBetween(Operands<C> o) {
    Whole<C> from = local(o.moment(0), o, 2);
    Whole<C> to = local(o.moment(1), o, 2);
    return row -> {
      long a = from.value(row);
      long b = to.value(row);
      return Nulls.isNull(a) || Nulls.isNull(b) ? Nulls.NUMBER : day(b) - day(a);
    };
  }

  static <C> Flag<C> holiday(Moment<C> moment, HolidayCalendar calendar) {
    ZoneRules rules = calendar.zone().rules();
    Set<Integer> years = Set.copyOf(calendar.years());
    Set<LocalDate> days = Set.copyOf(calendar.days());
    return row -> {
      long time = moment.value(row);
      if (Nulls.isNull(time)) {
        return Nulls.UNKNOWN;
      }
      LocalDate day = date(local(time, rules));
      return years.contains(day.getYear()) ? Nulls.flag(days.contains(day)) : Nulls.UNKNOWN;
    };
  }

  /** Returns the local time of a moment; the zone is a literal or text, which may be unknown. */
  private static <C> Whole<C> local(Moment<C> moment, Operands<C> o, int zone) {
    if (o.literal(zone) instanceof ZoneRules rules) {
      return row -> {
        long time = moment.value(row);
        return Nulls.isNull(time) ? time : local(time, rules);
      };
    }
    Text<C> name = o.text(zone);
    return row -> {
      long time = moment.value(row);
      String text = name.text(row);
      ZoneRules rules = text == null ? null : Zone.find(text).orElse(null);
      return Nulls.isNull(time) || rules == null ? Nulls.LONG : local(time, rules);
    };
  }

  private static long local(long time, ZoneRules rules) {
    return time + rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1_000L;
  }

  static long day(long local) {
    return Math.floorDiv(local, DAY);
  }

  static long timeOfDay(long local) {
    return Math.floorMod(local, DAY);
  }

  /** From 1 for Monday; 1970-01-01 was a Thursday. */
  static long dayOfWeek(long local) {
    return Math.floorMod(day(local) + 3, 7L) + 1;
  }

  static long hour(long local) {
    return timeOfDay(local) / 3_600_000;
  }

  static long minute(long local) {
    return Math.floorMod(local, 3_600_000L) / 60_000;
  }

  static long second(long local) {
    return Math.floorMod(local, 60_000L) / 1_000;
  }

  static long millisecond(long local) {
    return Math.floorMod(local, 1_000L);
  }

  static long year(long local) {
    return date(local).getYear();
  }

  static long month(long local) {
    return date(local).getMonthValue();
  }

  static long dayOfYear(long local) {
    return date(local).getDayOfYear();
  }

  static long dayOfMonth(long local) {
    return date(local).getDayOfMonth();
  }

  private static LocalDate date(long local) {
    return LocalDate.ofEpochDay(day(local));
  }
}
