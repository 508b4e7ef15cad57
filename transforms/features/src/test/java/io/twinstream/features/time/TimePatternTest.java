package io.twinstream.features.time;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that patterns mean the same on every JVM, whatever its language. */
class TimePatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "d MMM yyyy HH:mm | 5 Sep 2026 07:08 | 2026-09-05T07:08",
        "EEEE, d MMMM yyyy h:mm a | Saturday, 5 September 2026 7:08 PM | 2026-09-05T19:08",
        "EEE dd/MM/yy HH:mm:ss.SSS | Sat 05/09/26 07:08:09.250 | 2026-09-05T07:08:09.250",
        "yyyy-MM-dd'T'HH:mm['Z'] | 2026-09-05T07:08 | 2026-09-05T07:08",
        "yyyy-MM-dd'day'HH:mm | 2026-09-05day07:08 | 2026-09-05T07:08",
        "''yyyy''MMdd HHmm | '2026'0905 0708 | 2026-09-05T07:08",
      })
  void aTextIsATime(String pattern, String text, LocalDateTime time) {
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : new Locale[] {Locale.GERMANY, Locale.forLanguageTag("ar-EG")}) {
        Locale.setDefault(locale);
        assertThat(LocalDateTime.from(TimePattern.compile(pattern).parse(text)), is(time));
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"YYYY-ww", "G", "VV", "zzz", "ZZZZ", "O", "B", "e", "QQQ", "b", "MMMMM"})
  void whatAJvmWouldLookUpIsRefused(String pattern) {
    assertThrows(IllegalArgumentException.class, () -> TimePattern.compile(pattern));
  }

  /** All times of a day would be its midnight. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy-MM-dd hh:mm",
        "yyyy-MM-dd hh:mm:ssX",
        "yyyy-MM-dd KK",
        "yyyy-MM-dd mm:ss",
        "yyyy-MM-dd a",
        "yyyy-MM-dd'H'mm",
        "yyyy-MM-ddXXX"
      })
  void aTimeOfDayHasAnHour(String pattern) {
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> TimePattern.compile(pattern))
            .getMessage();
    assertThat(refusal, containsString("write HH"));
  }

  @Test
  void patternsResolveStrictly() {
    assertThrows(DateTimeException.class, () -> TimePattern.compile("d/M/yyyy").parse("31/2/2011"));
    String open =
        assertThrows(IllegalArgumentException.class, () -> TimePattern.compile("yyyy 'x"))
            .getMessage();
    assertThat(open, containsString("the closing quote"));
  }
}
