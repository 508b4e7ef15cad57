package io.twinstream.pipelines.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.files.JobProgress.Snapshot;
import org.junit.jupiter.api.Test;

class JobProgressTest {
  @Test
  void aLineHasProgressRateAndRemainingTime() {
    assertThat(new Snapshot(0, 0, 100, 0, 0).line(10, 10), is("running for 10s"));
    assertThat(
        new Snapshot(50_000, 0, 100, 0, 50_000).line(10, 10),
        is("50,000 events read, 5,000 a second"));
    assertThat(
        new Snapshot(50_000, 25, 100, 0, 50_000).line(10, 10),
        is("50,000 events read, 5,000 a second, 25 %; about 30s left to read"));
    assertThat(
        new Snapshot(200_000, 100, 100, 0, 200_000).line(60, 40),
        is("all 200,000 events read; computing for 20s"));
    assertThat(
        new Snapshot(200_000, 100, 100, 100_000, 200_000).line(60, 40),
        is("all 200,000 events read; 100,000 rows written, 5,000 a second, 50 %; about 20s left"));
    assertThat(
        new Snapshot(200_000, 100, 100, 100_000, 0).line(60, 40),
        is("all 200,000 events read; 100,000 rows written, 5,000 a second"));
  }
}
