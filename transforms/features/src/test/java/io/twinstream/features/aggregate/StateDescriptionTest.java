package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.laws.Payments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDescriptionTest {
  private final View view =
      Payments.view(
          Optional.empty(),
          16,
          List.of(
              Payments.aggregation("mean", "amount", Window.sliding(Duration.ofHours(1))),
              Payments.aggregation("last", "merchant", Window.lifetime())));
  private final CompiledView compiled =
      CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), view), view);

  @Test
  void tilesAndPartialsReadAsWhatTheyMean() {
    EntityState state = compiled.empty();
    state = compiled.add(state, Payments.event(0, 0, 61_000, "a", 1234L, "approved"));
    state = compiled.add(state, Payments.event(1, 0, 62_000, "b", 100L, "approved"));

    StateDescription described = compiled.describe(state);

    assertThat(described.newest(), is(Instant.ofEpochMilli(62_000)));
    assertThat(described.recentEvents(), is(2));
    assertThat(described.tables().size(), is(2));
    var minutes =
        described.tables().stream().filter(t -> !t.hop().isZero()).findFirst().orElseThrow();
    assertThat(minutes.hop(), is(Duration.ofMinutes(1)));
    assertThat(minutes.columns(), is(List.of("with amount", "sum of amount")));
    assertThat(
        minutes.tiles(),
        contains(
            new StateDescription.TileDescription(
                Instant.ofEpochMilli(60_000), 2, List.of("2", "13.34"))));
    var lifetime =
        described.tables().stream().filter(t -> t.hop().isZero()).findFirst().orElseThrow();
    assertThat(
        lifetime.tiles(),
        contains(new StateDescription.TileDescription(null, 2, List.of("2", "m20"))));
  }

  @Test
  void theEmptyStateHasNoNewestEvent() {
    assertThat(compiled.describe(compiled.empty()).newest(), nullValue());
  }
}
