package io.twinstream.features.time;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalDaysTest {
  private static final long HOUR = 3_600_000;

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static long number(String date) {
    return LocalDate.parse(date).toEpochDay();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/London, 2026-03-29, 23", // clocks go forward
    "Europe/London, 2026-10-25, 25", // clocks go back
    "Europe/London, 2026-06-01, 24",
    "UTC, 2026-03-29, 24",
    "Pacific/Apia, 2011-12-30, 0", // the date that the zone skipped
    "America/St_Johns, 2010-11-07, 25", // back over midnight: the date showed twice
  })
  void daysAreAsLongAsClocksMakeThem(String zone, String date, long hours) {
    LocalDays days = new LocalDays(Zone.of(zone));
    long number = number(date);
    assertThat(days.start(number + 1) - days.start(number), is(hours * HOUR));
  }

  /** Beirut has no midnight on the day on which its clocks go forward. */
  @Test
  void aDayWithoutMidnightBeginsWithItsFirstInstant() {
    LocalDays days = new LocalDays(Zone.of("Asia/Beirut"));
    assertThat(days.start(number("2024-03-31")), is(millis("2024-03-30T22:00:00Z")));
    assertThat(days.number(millis("2024-03-30T22:00:00Z")), is(number("2024-03-31")));
    assertThat(days.number(millis("2024-03-30T21:59:59.999Z")), is(number("2024-03-30")));
  }

  /** A day that has begun does not end when clocks are set back over its midnight. */
  @Test
  void theDayNeverFalls() {
    LocalDays days = new LocalDays(Zone.of("America/St_Johns"));
    long midnight = millis("2010-11-07T02:30:00Z");
    assertThat(days.number(midnight - 1), is(number("2010-11-06")));
    assertThat(days.number(midnight), is(number("2010-11-07")));
    assertThat(days.number(midnight + 30 * 60_000), is(number("2010-11-07")));
  }

  /** Around changes of clocks: day D begins with the first instant whose date is D or later. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/London",
        "Pacific/Apia",
        "America/St_Johns",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Africa/Monrovia",
        "+05:45"
      })
  void daysBeginWithTheFirstInstantOfTheirDate(String id) {
    Zone zone = Zone.of(id);
    ZoneRules rules = zone.rules();
    LocalDays days = new LocalDays(zone);
    Random random = new Random(1);
    List<ZoneOffsetTransition> changes = rules.getTransitions();
    for (int i = 0; i < 300; i++) {
      long near =
          changes.isEmpty() || i % 3 == 0
              ? random.nextLong(-3_000_000_000L, 3_000_000_000L)
              : changes.get(random.nextInt(changes.size())).toEpochSecond();
      long second = near + random.nextLong(-90_000, 90_000);
      long number = days.number(second * 1_000);
      assertThat(id + " at " + second, number, is(latestDate(rules, second)));
      assertThat(days.start(number) <= second * 1_000, is(true));
      assertThat(days.start(number + 1) > second * 1_000, is(true));
    }
  }

  /** The latest date that clocks showed up to a second, of that second and those of three days. */
  private static long latestDate(ZoneRules rules, long second) {
    long latest = Long.MIN_VALUE;
    for (long at = second; at > second - 3 * 86_400; at -= 60) {
      ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(at));
      latest = Math.max(latest, Math.floorDiv(at + offset.getTotalSeconds(), 86_400L));
    }
    return latest;
  }
}
