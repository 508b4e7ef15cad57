package io.twinstream.offline.models.drift;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummariesTest {
  private static final List<String> NAMES = List.of("amount", "country", "count");

  /** A row of an hour. */
  private record Row(long hour, float amount, String country, float count) {}

  private static Row row(Random random) {
    double wide = random.nextInt(50) == 0 ? 60 : 3; // Numbers so far apart that some are folded.
    float amount =
        random.nextInt(10) == 0
            ? Float.NaN
            : (float) (Math.exp(wide * random.nextGaussian()) * (random.nextInt(4) - 1));
    String country = random.nextInt(9) == 0 ? null : "c" + random.nextInt(3000);
    return new Row(random.nextInt(5), amount, country, random.nextInt(4));
  }

  private static HourlySummaries of(List<Row> rows) {
    Map<Long, SummaryCounter> hours = new TreeMap<>();
    for (Row row : rows) {
      SummaryCounter counter = hours.computeIfAbsent(row.hour(), hour -> new SummaryCounter(NAMES));
      counter.number(0, row.amount());
      if (row.country() == null) {
        counter.missing(1);
      } else {
        counter.text(1, row.country());
      }
      counter.number(2, row.count());
    }
    TreeMap<Long, Summary> summaries = new TreeMap<>();
    hours.forEach((hour, counter) -> summaries.put(hour, counter.summary()));
    return new HourlySummaries(summaries);
  }

  @Test
  void sameRowsHaveTheSameBytesInAnyOrderAndPartition() {
    for (int seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        rows.add(row(random));
      }
      byte[] expected = of(rows).toBytes();
      Collections.shuffle(rows, random);
      List<HourlySummaries> parts = new ArrayList<>();
      for (int from = 0; from < rows.size(); ) {
        int to = Math.min(rows.size(), from + 1 + random.nextInt(rows.size()));
        parts.add(of(rows.subList(from, to)));
        from = to;
      }
      Collections.shuffle(parts, random);
      HourlySummaries merged = parts.stream().reduce(HourlySummaries::merge).orElseThrow();
      assertThat(merged.toBytes(), equalTo(expected));
      assertThat(HourlySummaries.of(expected).toBytes(), equalTo(expected));
      CategorySummary country = (CategorySummary) merged.all().columns().get("country");
      assertThat("more categories than are kept", country.counted().isFolded());
    }
  }

  @Test
  void columnWithoutValuesMergesWithText() {
    SummaryCounter none = new SummaryCounter(List.of("country"));
    none.missing(0);
    SummaryCounter one = new SummaryCounter(List.of("country"));
    one.text(0, "FR");
    SummaryCounter both = new SummaryCounter(List.of("country"));
    both.text(0, "FR");
    both.missing(0);
    byte[] expected = bytes(both.summary());
    assertThat(bytes(none.summary().merge(one.summary())), equalTo(expected));
    assertThat(bytes(one.summary().merge(none.summary())), equalTo(expected));
  }

  @Test
  void infinityIsTheGreatestNumber() {
    NumberSummary summary =
        MeasuresTest.summary(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0);
    assertThat(summary.quantile(BigDecimal.ONE), closeTo(Float.MAX_VALUE, .01 * Float.MAX_VALUE));
    assertThat(summary.buckets().keys()[1], is(0));
  }

  @Test
  void numbersAndTextAreNamed() {
    SummaryCounter numbers = new SummaryCounter(List.of("country"));
    numbers.number(0, 3);
    SummaryCounter text = new SummaryCounter(List.of("country"));
    text.text(0, "FR");
    DriftException e =
        assertThrows(DriftException.class, () -> numbers.summary().merge(text.summary()));
    assertThat(e.getMessage(), is("column 'country' has numbers and text"));
  }

  private static byte[] bytes(Summary summary) {
    return new HourlySummaries(new TreeMap<>(Map.of(0L, summary))).toBytes();
  }

  /** Stored bytes, so that a change of them is noticed. */
  @Test
  void goldenBytes() {
    HourlySummaries summaries =
        of(
            List.of(
                new Row(2, 1, "FR", 0),
                new Row(2, Float.NaN, null, 7),
                new Row(4, -1000, "FR", 7)));
    assertThat(HexFormat.of().formatHex(summaries.toBytes()), equalTo(GOLDEN));
  }

  private static final String GOLDEN =
      "545744530102040306616d6f756e7400010101b8a9040105636f756e74000002020001bd95020107636f756e7472"
          + "790101010102465201040306616d6f756e7400000101ebae040105636f756e7400000101fcaa04010763"
          + "6f756e7472790100010102465201";

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes = of(List.of(new Row(2, 1, "FR", 0), new Row(3, 2, null, 7))).toBytes();
    int refused = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = bytes.clone();
        damaged[i] ^= (byte) (1 << bit);
        try {
          // What is accepted is another summary in its only form.
          assertThat(HourlySummaries.of(damaged).toBytes(), equalTo(damaged));
        } catch (DriftException e) {
          refused++;
        }
      }
    }
    assertThat(refused, greaterThan(bytes.length));
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);
    assertThrows(DriftException.class, () -> HourlySummaries.of(cut));
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    DriftException e = assertThrows(DriftException.class, () -> HourlySummaries.of(longer));
    assertThat(e.getMessage(), containsString("cannot be read: 1 bytes too many"));
  }

  @Test
  void rangesAreOfWholeHours() {
    HourlySummaries summaries = of(List.of(new Row(2, 1, "FR", 0), new Row(3, 2, null, 7)));
    Instant two = HourlySummaries.begin(2);
    Instant three = HourlySummaries.begin(3);
    assertThat(summaries.between(two, three).all().rows(), is(1L));
    assertThat(HourlySummaries.hour(three.toEpochMilli() - 1), is(2L));
    assertThat(HourlySummaries.hour(-1), is(-1L));
    DriftException e =
        assertThrows(DriftException.class, () -> summaries.between(two, three.plusMillis(1)));
    assertThat(e.getMessage(), containsString("is not the beginning of an hour"));
  }
}
