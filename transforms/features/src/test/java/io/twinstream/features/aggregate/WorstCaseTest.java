package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Window;
import io.twinstream.features.load.AggregationTemplate;
import io.twinstream.features.load.SourceBuilder;
import io.twinstream.features.load.ViewBuilder;
import io.twinstream.features.text.Sizes;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
  private static final Window HOUR = Window.sliding(Duration.ofHours(1)); // hop 1 m
  private static final Window HALF_HOUR =
      Window.sliding(Duration.ofMinutes(30), Duration.ofMinutes(1));

  private static final Source SOURCE =
      SourceBuilder.source("s")
          .eventTime("t")
          .field("e", FieldType.STRING)
          .field("amount", FieldType.decimal(2))
          .field("f", FieldType.STRING)
          .field("a", FieldType.BOOLEAN)
          .build();

  private static WorstCase of(AggregationTemplate... templates) {
    ViewBuilder view = ViewBuilder.view("v", 1, "e", "s").recentIdentities(0);
    Arrays.stream(templates).forEach(view::aggregate);
    return WorstCase.of(SOURCE, "e", view.build());
  }

  private static AggregationTemplate count(Window... windows) {
    return AggregationTemplate.of("count_{window}", "count").windows(windows);
  }

  @Test
  void aWindowSeesItsTilesAndTheOneThatIsOpen() {
    assertThat(of(count(HOUR)), is(new WorstCase(61, 61 * 16)));
  }

  @Test
  void windowsOfOneHopShareTiles() {
    assertThat(of(count(HOUR, HALF_HOUR)), is(new WorstCase(61, 61 * 16)));
  }

  @Test
  void filtersAndHopsHaveTilesOfTheirOwn() {
    WorstCase worst =
        of(count(HOUR), count(HALF_HOUR).where("a"), count(Window.lifetime(), HALF_HOUR));
    assertThat(worst, is(new WorstCase(61 + 31 + 1, (61 + 31 + 1) * 16)));
  }

  @Test
  void sharedColumnsCountOnce() {
    AggregationTemplate amounts =
        AggregationTemplate.of("{function}", "sum", "mean", "stddev").field("amount").windows(HOUR);
    assertThat(of(amounts).bytes(), is(61L * (16 + 8 + 16 + 24)));
  }

  @Test
  void distinctValuesCountWithTheirCapInEveryTile() {
    AggregationTemplate distinct =
        AggregationTemplate.of("d", "distinct").field("f").windows(HOUR).with("cap", 100);
    assertThat(of(distinct).bytes(), is(61L * (16 + 8 * 101)));
  }

  @Test
  void delaysAndTumblingWindows() {
    Window delayed = Window.delayed(Duration.ofDays(1), Duration.ofHours(1), Duration.ofDays(7));
    assertThat(of(count(delayed)).tiles(), is(8L * 24 + 2));
    assertThat(of(count(Window.previousTumbling(Duration.ofDays(1)))).tiles(), is(2L));
  }

  @Test
  void sizesReadBack() {
    assertThat(Sizes.format(1 << 20), is("1MiB"));
    assertThat(Sizes.parse("1MiB").orElseThrow(), is(1L << 20));
    assertThat(Sizes.format(1536), is("1.5KiB"));
    assertThat(Sizes.format(10), is("10B"));
    assertThat(Sizes.parse("1MB").isPresent(), is(false));
  }
}
