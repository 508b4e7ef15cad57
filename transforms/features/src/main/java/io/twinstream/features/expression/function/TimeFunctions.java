package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.timestamp;

import dev.cel.common.types.SimpleType;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.LocalTimes.Part;
import io.twinstream.features.expression.function.Overload.Origin;
import io.twinstream.features.expression.function.Parameter.Kind;
import java.util.stream.Stream;

/** Functions of times in a zone, by the zone rules and calendars of the definitions. */
final class TimeFunctions {
  private static final Parameter ZONE = new Parameter("zone", Kind.ZONE);
  private static final String SATURDAY = "timestamp('2026-08-01T12:00:00Z')";
  private static final String UNKNOWN_ZONE = "the zone is no literal and unknown";

  private TimeFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.concat(own(), celsOwn()).map(Builder::build);
  }

  private static Stream<Builder> own() {
    return Stream.of(
        function("hour")
            .of(timestamp("t"), ZONE)
            .givesNumber(o -> LocalTimes.number(o, LocalTimes::hour))
            .means("The hour of the day in a zone, from 0 to 23.")
            .orNull(UNKNOWN_ZONE)
            .example("hour(timestamp('2026-08-01T12:30:00Z'), 'Europe/London')", "13"),
        function("day_of_week")
            .of(timestamp("t"), ZONE)
            .givesNumber(o -> LocalTimes.number(o, LocalTimes::dayOfWeek))
            .means("The ISO day of the week in a zone: 1 is Monday, 7 is Sunday.")
            .orNull(UNKNOWN_ZONE)
            .example("day_of_week(" + SATURDAY + ", 'UTC')", "6"),
        function("is_weekend")
            .of(timestamp("t"), ZONE)
            .givesFlag(o -> LocalTimes.flag(o, local -> LocalTimes.dayOfWeek(local) >= 6))
            .means("Whether it is Saturday or Sunday in a zone.")
            .orNull(UNKNOWN_ZONE)
            .example("is_weekend(" + SATURDAY + ", 'UTC')", "true"),
        function("is_night")
            .of(
                timestamp("t"),
                ZONE,
                new Parameter("from", Kind.HOUR),
                new Parameter("to", Kind.HOUR))
            .givesFlag(o -> LocalTimes.flag(o, night((Double) o.literal(2), (Double) o.literal(3))))
            .means(
                "Whether the local time of day is in [from, to), or, if from > to, in [from, 24) or"
                    + " [0, to). Hours are literals from 0 to 24 and may have fractions.")
            .orNull(UNKNOWN_ZONE)
            .example("is_night(timestamp('2026-08-01T23:30:00Z'), 'UTC', 22, 6)", "true")
            .example("is_night(timestamp('2026-08-01T06:00:00Z'), 'UTC', 22, 6)", "false"),
        function("is_holiday")
            .of(timestamp("t"), new Parameter("calendar", Kind.CALENDAR))
            .origin(Origin.OURS_APART)
            .givesFlag(o -> LocalTimes.holiday(o.moment(0), (HolidayCalendar) o.literal(1)))
            .means("Whether the day is a holiday of a calendar, in the calendar's zone.")
            .orNull("the calendar does not declare the year")
            .example("is_holiday(timestamp('2026-12-25T12:00:00Z'), 'example')", "true")
            .example("is_holiday(timestamp('2026-12-24T12:00:00Z'), 'example')", "false")
            .example("is_holiday(timestamp('2031-12-25T12:00:00Z'), 'example')", "null"),
        function("days_between")
            .of(timestamp("from"), timestamp("to"), ZONE)
            .givesNumber(LocalTimes::daysBetween)
            .means(
                "How many days the date of `to` is after the date of `from` in a zone; negative if"
                    + " it is before.")
            .orNull(UNKNOWN_ZONE)
            .example(
                "days_between(timestamp('2026-08-01T23:59:00Z'), timestamp('2026-08-02T00:01:00Z'),"
                    + " 'UTC')",
                "1"));
  }

  private static LocalTimes.Test night(double from, double to) {
    double start = from * 3_600_000;
    double end = to * 3_600_000;
    return local -> {
      long time = LocalTimes.timeOfDay(local);
      return start <= end ? time >= start && time < end : time >= start || time < end;
    };
  }

  private static Stream<Builder> celsOwn() {
    return Stream.of(
        part("getFullYear", "year", "The year.", "2026", LocalTimes::year),
        part("getMonth", "month", "The month, from 0 to 11.", "7", t -> LocalTimes.month(t) - 1),
        part(
            "getDayOfYear",
            "day_of_year",
            "The day of the year, from 0 to 365.",
            "212",
            t -> LocalTimes.dayOfYear(t) - 1),
        part(
            "getDayOfMonth",
            "day_of_month",
            "The day of the month, from 0 to 30.",
            "0",
            t -> LocalTimes.dayOfMonth(t) - 1),
        part(
            "getDate",
            "day_of_month_1_based",
            "The day of the month, from 1 to 31.",
            "1",
            LocalTimes::dayOfMonth),
        part(
            "getDayOfWeek",
            "day_of_week",
            "The day of the week, from 0 (Sunday) to 6.",
            "6",
            t -> LocalTimes.dayOfWeek(t) % 7),
        part("getHours", "hours", "The hour of the day, from 0 to 23.", "13", LocalTimes::hour),
        part("getMinutes", "minutes", "The minute, from 0 to 59.", "0", LocalTimes::minute),
        part("getSeconds", "seconds", "The second, from 0 to 59.", "0", LocalTimes::second),
        part(
            "getMilliseconds",
            "milliseconds",
            "The millisecond, from 0 to 999.",
            "0",
            LocalTimes::millisecond));
  }

  /** A part of a time; without a zone, CEL has it in UTC. */
  private static Builder part(String name, String id, String meaning, String london, Part part) {
    return function(name)
        .of(timestamp("t"))
        .origin(Origin.CEL_METHOD)
        .cel("timestamp_to_" + id, SimpleType.INT, null)
        .of(timestamp("t"), ZONE)
        .origin(Origin.CEL_METHOD_PINNED)
        .cel("timestamp_to_" + id + "_with_tz", SimpleType.INT, o -> LocalTimes.whole(o, part))
        .means(meaning + " In UTC, or in a zone.")
        .orNull(UNKNOWN_ZONE)
        .example(SATURDAY + "." + name + "('Europe/London')", london);
  }
}
