package io.twinstream.pipelines.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class KnownTimeTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void beforeTheFirstRecordNothingIsKnown() {
    assertThat(new KnownTime(Long.MIN_VALUE).watermark(NOW), is(Long.MIN_VALUE));
  }

  @Test
  void itFollowsTheGreatestRecord() {
    KnownTime time = new KnownTime(Long.MIN_VALUE);
    time.read(NOW - 10_000);
    time.read(NOW - 20_000);
    assertThat(time.watermark(NOW), is(NOW - 10_000));
  }

  @Test
  void continuesFromTheGreatestTimeReadBefore() {
    assertThat(new KnownTime(NOW - 1_000).watermark(NOW), is(NOW - 1_000));
  }

  @Test
  void withoutEmptyChecksAnIdlePartitionDoesNotAdvance() {
    KnownTime time = new KnownTime(Long.MIN_VALUE);
    time.read(NOW - 60_000);
    assertThat(time.watermark(NOW + 3_600_000), is(NOW - 60_000));
  }

  @Test
  void anEmptyLogMovesItToTheCheckLessAMargin() {
    KnownTime time = new KnownTime(Long.MIN_VALUE);
    time.read(NOW - 60_000);
    time.emptyAt(NOW);
    time.emptyAt(NOW - 5_000);
    assertThat(time.watermark(NOW), is(NOW - KnownTime.IDLE_MARGIN_MS));
  }

  @Test
  void aRecordFromTheFarFutureMovesItNoFurtherThanTheClock() {
    KnownTime time = new KnownTime(Long.MIN_VALUE);
    time.read(NOW + 1_000_000_000_000L);
    assertThat(time.watermark(NOW), is(NOW));
    assertThat(time.ahead(NOW), is(1_000_000_000_000L));
  }

  @Test
  void clocksMayBeALittleApart() {
    assertThat(new KnownTime(Long.MIN_VALUE).ahead(NOW), is(0L));
    assertThat(new KnownTime(NOW + KnownTime.IDLE_MARGIN_MS).ahead(NOW), is(0L));
  }
}
