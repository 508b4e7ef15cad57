package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.stream.Proven;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvenTest {
  private static final long NEVER = Long.MIN_VALUE;
  private static final long FAR_AHEAD = 1_000_000;

  private final Proven producers = new Proven(Set.of("t/0"), false);
  private final Proven brokers = new Proven(Set.of("t/0"), true);

  @Test
  void aWatermarkAloneProvesNothing() {
    assertThat(producers.upTo(Map.of(), Map.of(), FAR_AHEAD), is(NEVER));
    assertThat(brokers.upTo(Map.of(), Map.of(), FAR_AHEAD), is(NEVER));
  }

  @Test
  void aCompleteCheckpointDoes() {
    Map<String, TopicPosition> complete = Map.of("t/0", new TopicPosition(5, 700, Long.MIN_VALUE));
    assertThat(producers.upTo(complete, Map.of(), FAR_AHEAD), is(700L));
  }

  @Test
  void recordsAreProvenOnceTheWatermarkIsPastTheReaders() {
    assertThat(producers.upTo(Map.of(), read(100, 5_000), 100), is(NEVER));
    assertThat(producers.upTo(Map.of(), read(200, 6_000), 101), is(5_000L));
    assertThat(producers.upTo(Map.of(), read(300, 7_000), 201), is(6_000L));
    assertThat(producers.upTo(Map.of(), read(300, 8_000), 300), is(6_000L)); // it does not advance
    assertThat(producers.upTo(Map.of(), read(300, 8_000), 301), is(8_000L));
  }

  @Test
  void aJobThatLagsIsBehindWhateverItsWatermarkClaims() {
    producers.upTo(Map.of(), read(100, 5_000), 100);
    assertThat(producers.upTo(Map.of(), read(100, 5_000), FAR_AHEAD), is(5_000L));
    brokers.upTo(Map.of(), read(100, 5_000), 100);
    assertThat(brokers.upTo(Map.of(), read(100, 5_000), FAR_AHEAD), is(7_000L));
  }

  @Test
  void theBrokersTimesCountBetweenTwoQuestions() {
    brokers.upTo(Map.of(), read(4_900, 5_000), 4_900);
    assertThat(brokers.upTo(Map.of(), read(4_900, 5_000), 5_400), is(5_400L));
  }

  @Test
  void whatIsHeldIsProvenByTheWatermarkAlone() {
    Proven holding = Proven.holding(Set.of("t/0"), 500);
    Map<String, TopicPosition> complete = Map.of("t/0", new TopicPosition(5, 700, Long.MIN_VALUE));
    assertThat(holding.upTo(complete, Map.of(), FAR_AHEAD), is(NEVER));
    // Read, but maybe held: the watermark of the reader is that of its slowest partition.
    assertThat(holding.upTo(complete, read(100, 5_000), 101), is(NEVER));
    assertThat(holding.upTo(complete, read(5_000, 5_000), 7_500), is(NEVER));
    assertThat(holding.upTo(complete, read(5_000, 6_000), 7_501), is(5_000L));
    assertThat(holding.upTo(complete, read(5_000, 6_000), 8_500), is(5_000L));
    assertThat(holding.upTo(complete, read(5_000, 6_000), 8_501), is(6_000L));
  }

  @Test
  void theLeastOfAllPartitionsCounts() {
    Proven both = new Proven(Set.of("t/0", "t/1"), false);
    Map<String, ReadTo> read = Map.of("t/0", of(1, 100, 5_000), "t/1", of(1, 100, 4_000));
    assertThat(both.upTo(Map.of(), read, 101), is(4_000L));
    assertThat(producers.upTo(Map.of(), Map.of("t/1", of(1, 1, 1)), 5), is(NEVER));
  }

  @Test
  void aReaderThatBeginsAgainProvesItAgain() {
    assertThat(producers.upTo(Map.of(), read(100, 5_000), 101), is(5_000L));
    Map<String, ReadTo> begun = Map.of("t/0", ReadTo.nothing(1, ReadTo.First.NONE));
    assertThat(producers.upTo(Map.of(), begun, 101), is(NEVER));
  }

  /** It was asked before a reader began again, and next after that has read something. */
  @Test
  void whatAnEarlierRunHasReadProvesNothing() {
    assertThat(producers.upTo(Map.of(), Map.of("t/0", of(1, 100, 5_000)), NEVER), is(NEVER));
    Map<String, ReadTo> again = Map.of("t/0", of(2, 900, 3_000));
    assertThat(producers.upTo(Map.of(), again, 500), is(NEVER)); // a record is far ahead
    assertThat(producers.upTo(Map.of(), again, 901), is(3_000L));
    assertThat(producers.upTo(Map.of(), Map.of("t/0", of(3, 950, 4_000)), 940), is(NEVER));
  }

  private static Map<String, ReadTo> read(long watermark, long at) {
    return Map.of("t/0", of(1, watermark, at));
  }

  private static ReadTo of(long run, long watermark, long at) {
    return new ReadTo(run, ReadTo.First.NONE, watermark, at, 0);
  }
}
