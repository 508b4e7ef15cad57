package io.twinstream.features.time;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests time zones with the table that is part of the build. */
class ZoneTest {
  private static final long YEARS = 4_102_444_800L; // up to 2100

  /**
   * A change of these is a newer table: say so in the changelog, as fingerprints change with it.
   */
  @Test
  void theTableIsTheOneThatIsPinned() throws IOException {
    assertThat(ZoneTable.get().version(), is("2025a"));
    try (InputStream in = ZoneTable.class.getResourceAsStream("zones.bin")) {
      byte[] bytes = new InflaterInputStream(in).readAllBytes();
      assertThat(Hashing.xxh3_64().hashBytesToLong(bytes), is(1_583_539_314_500_749_862L));
    }
  }

  /** Where this JVM has the same release it has the same rules. */
  @Test
  void theTableIsWhatItWasMadeOf() {
    ZoneTable table = ZoneTable.get();
    assertThat(table.ids().size(), greaterThan(500));
    Random random = new Random(3);
    for (String id : table.ids()) {
      ZoneRules ours = table.rules(id).orElseThrow();
      ZoneRules theirs =
          table.version().equals(ZoneTableWriter.version()) ? ZoneTableWriter.rules(id) : ours;
      for (int i = 0; i < 200; i++) {
        long second = random.nextLong(-YEARS, 3 * YEARS);
        Instant instant = Instant.ofEpochSecond(second);
        assertThat(id, ours.getOffset(instant), is(theirs.getOffset(instant)));
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, java.time.ZoneOffset.UTC);
        assertThat(
            id,
            Zone.toMillis(ours, local),
            is(local.toInstant(theirs.getOffset(local)).toEpochMilli()));
      }
      assertThat(id, ours.getTransitions(), is(theirs.getTransitions()));
      assertThat(id, ours.getTransitionRules(), is(theirs.getTransitionRules()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/London, 2026-01-15T12:00, 2026-01-15T12:00:00Z",
    "Europe/London, 2026-07-15T12:00, 2026-07-15T11:00:00Z",
    // left out: as far behind the change as it seems to be
    "Europe/London, 2026-03-29T00:59:59, 2026-03-29T00:59:59Z",
    "Europe/London, 2026-03-29T01:30, 2026-03-29T01:30:00Z",
    "Europe/London, 2026-03-29T02:00, 2026-03-29T01:00:00Z",
    // twice: the first
    "Europe/London, 2026-10-25T01:30, 2026-10-25T00:30:00Z",
    "Europe/London, 2026-10-25T02:00, 2026-10-25T02:00:00Z",
    "America/New_York, 2050-07-01T00:00, 2050-07-01T04:00:00Z",
    "Asia/Kathmandu, 2026-01-01T00:00, 2025-12-31T18:15:00Z",
    "Etc/GMT+5, 2026-01-01T00:00, 2026-01-01T05:00:00Z",
    "UTC, 2026-01-01T00:00, 2026-01-01T00:00:00Z",
    "+02:00, 2026-01-01T02:00, 2026-01-01T00:00:00Z",
    "UTC-3, 2026-01-01T00:00, 2026-01-01T03:00:00Z",
  })
  void aLocalTimeIsAnInstant(String zone, LocalDateTime local, Instant instant) {
    assertThat(Zone.toMillis(Zone.of(zone).rules(), local), is(instant.toEpochMilli()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Base", "europe/london", "", "EST5", "+25:00", "UTC+x", "London"})
  void whatIsNoZoneIsRefused(String id) {
    String refusal = assertThrows(IllegalArgumentException.class, () -> Zone.of(id)).getMessage();
    assertThat(refusal, is("no time zone '" + id + "'"));
  }

  @Test
  void onlyZonesWhoseClocksChangeHaveAFingerprint() {
    assertThat(Zone.UTC.fingerprint(), is(Optional.empty()));
    assertThat(Zone.of("Etc/GMT+5").fingerprint(), is(Optional.empty()));
    assertThat(Zone.of("+02:00").fingerprint(), is(Optional.empty()));
    assertThat(
        Zone.of("Europe/London").fingerprint(), is(Optional.of("Europe/London=0ec218593ab7d9c2")));
    assertThat(Zone.of("Europe/London").fingerprint(), not(Zone.of("Europe/Berlin").fingerprint()));
  }
}
