package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Source;
import io.twinstream.features.expression.function.Parameter.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds which holiday calendars a definition uses. They decide values, so they are part of its
 * fingerprints.
 */
public final class CalendarsUsed {
  private CalendarsUsed() {}

  /**
   * Returns the names of the calendars in these expressions, each with a hash of its content; none
   * for a calendar that does not exist, which the check of the expression reports.
   */
  public static Collection<String> of(
      Map<String, HolidayCalendar> calendars, Stream<String> expressions) {
    TreeSet<String> used = new TreeSet<>();
    expressions
        .flatMap(expression -> Calls.arguments(Language.parse(expression)))
        .filter(argument -> argument.parameter().kind() == Kind.CALENDAR)
        .flatMap(argument -> argument.literal().stream())
        .flatMap(name -> Optional.ofNullable(calendars.get((String) name)).stream())
        .forEach(calendar -> used.add(calendar.fingerprint()));
    return used;
  }

  /** Returns the calendars of the expressions of a source and of these. */
  public static Collection<String> of(Source source, Stream<String> expressions) {
    Stream<String> computed =
        source.schema().fields().stream().filter(Field::isComputed).map(Field::expression);
    return of(source.schema().calendars(), Stream.concat(computed, expressions));
  }
}
