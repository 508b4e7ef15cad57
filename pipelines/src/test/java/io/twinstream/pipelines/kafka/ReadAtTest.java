package io.twinstream.pipelines.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class ReadAtTest {
  private final ReadAt at = new ReadAt();

  @Test
  void isTheTimeAtWhichTheLogEndedAtTheReadOffset() {
    assertThat(at.instant(), is(Long.MIN_VALUE));
    at.ended(10, 1_000);
    at.read(9);
    assertThat(at.instant(), is(Long.MIN_VALUE));
    at.read(10);
    assertThat(at.instant(), is(1_000L));
  }

  @Test
  void aLogThatGrowsFasterThanItIsReadIsBehindByNoMoreThanThat() {
    at.ended(10, 1_000);
    at.ended(20, 2_000);
    at.read(15);
    assertThat(at.instant(), is(1_000L));
    at.ended(30, 3_000);
    at.read(29);
    assertThat(at.instant(), is(2_000L));
    at.read(30);
    assertThat(at.instant(), is(3_000L));
  }

  @Test
  void anEmptyLogIsReadAtOnce() {
    at.ended(0, 1_000);
    at.read(0);
    assertThat(at.instant(), is(1_000L));
    at.ended(0, 2_000);
    at.read(0);
    assertThat(at.instant(), is(2_000L));
  }
}
