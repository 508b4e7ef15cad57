package io.twinstream.features.text;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  @Test
  void whatIsWrittenToFilesIsReadBack() {
    for (String text : List.of("500ms", "5s", "90m", "24h", "7d", "11525m")) {
      Duration parsed = Durations.parse(text).orElseThrow();
      assertThat(Durations.parse(Durations.format(parsed)), is(Optional.of(parsed)));
    }
    assertThat(Durations.format(Duration.ofMinutes(90)), is("90m"));
    assertThat(Durations.format(Duration.ZERO), is("0s"));
  }

  @Test
  void peopleGetAllUnits() {
    assertThat(Durations.spell(Duration.ofMinutes(11_525)), is("8d 5m"));
    assertThat(Durations.spell(Duration.ofMinutes(90)), is("1h 30m"));
    assertThat(Durations.spell(Duration.ofDays(30)), is("30d"));
    assertThat(Durations.spell(Duration.ofMillis(93_600_500)), is("1d 2h 500ms"));
    assertThat(Durations.spell(Duration.ZERO), is("0s"));
  }

  @Test
  void anAgeHasItsLargestUnitAndTheNext() {
    assertThat(Durations.age(Duration.ofMillis(-5)), is("0s"));
    assertThat(Durations.age(Duration.ofMillis(999)), is("999ms"));
    assertThat(Durations.age(Duration.ofMillis(59_999)), is("59s"));
    assertThat(Durations.age(Duration.ofMillis(200_500)), is("3m 20s"));
    assertThat(Durations.age(Duration.ofHours(53)), is("2d 5h"));
    assertThat(Durations.age(Duration.ofMillis(86_400_000 + 59_000)), is("1d"));
  }
}
