package io.twinstream.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void percentilesAreOfTheSamplesAndRecentOnesOfTheLastHundred() {
    Samples samples = new Samples();
    assertThat(samples.percentile(0.5), is(-1L));
    for (int i = 1; i <= 3_000; i++) {
      samples.add(i);
    }
    assertThat(samples.size(), is(3_000));
    assertThat(samples.percentile(0.5), is(1_500L));
    assertThat(samples.percentile(0.99), is(2_970L));
    assertThat(samples.percentile(1), is(3_000L));
    assertThat(samples.percentile(0), is(1L));
    assertThat(samples.recentPercentile(0.5), is(2_950L));
    assertThat(samples.laterPercentile(0), is(1_501L));
  }
}
