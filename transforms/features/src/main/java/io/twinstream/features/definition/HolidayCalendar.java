package io.twinstream.features.definition;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.time.Zone;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * The holidays of some years.
 *
 * @param name unique within the project
 * @param zone whose days they are
 * @param years the years whose holidays are listed, ascending; of others nothing is known
 * @param days the holidays, ascending, each in one of the years
 */
@SuppressWarnings("serial") // List.copyOf is serializable.
public record HolidayCalendar(String name, Zone zone, List<Integer> years, List<LocalDate> days)
    implements Serializable {

  public HolidayCalendar {
    years = years.stream().distinct().sorted().toList();
    days = days.stream().distinct().sorted().toList();
  }

  /** Creates a calendar in code. */
  public static HolidayCalendar of(
      String name, Zone zone, Collection<Integer> years, Collection<LocalDate> days) {
    return new HolidayCalendar(name, zone, List.copyOf(years), List.copyOf(days));
  }

  /**
   * Returns the contribution of the calendar to a fingerprint: its name and a hash of everything
   * that decides its days.
   */
  public String fingerprint() {
    String content = zone.id() + zone.fingerprint().orElse("") + " " + years + " " + days;
    return name + "=" + HexFormat.of().toHexDigits(Hashing.xxh3_64().hashCharsToLong(content));
  }
}
