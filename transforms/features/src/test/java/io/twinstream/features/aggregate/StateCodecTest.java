package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateCodecTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final View VIEW =
      Payments.view(
          Optional.empty(),
          2,
          List.of(
              Payments.aggregation("count", null, Window.sliding(HOUR)),
              Payments.aggregation("sum", "amount", Window.sliding(HOUR)),
              Payments.aggregation("max", "amount", Window.sliding(HOUR)),
              Payments.aggregation("last", "merchant", Window.lifetime()),
              Payments.aggregation("distinct", "merchant", Window.tumbling(HOUR))));
  private static final CompiledView COMPILED =
      CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), VIEW), VIEW);

  /** Where a filter takes no event, and identities change all the same. */
  private static final View DECLINED =
      Payments.view(
          Optional.empty(),
          2,
          List.of(
              Payments.aggregation(
                  "count", null, Window.sliding(HOUR), "status == 'declined'", Map.of())));

  private static final CompiledView FILTERED =
      CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), DECLINED), DECLINED);

  /** A change of these bytes is a change of the stored format: take the next codec version. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    assertThat(hex(COMPILED.empty()), equalTo(GOLDEN_EMPTY));
    assertThat(hex(state(1)), equalTo(GOLDEN_ONE));
    assertThat(hex(state(3)), equalTo(GOLDEN_THREE));
    assertThat(
        HexFormat.of().formatHex(FILTERED.encode(state(FILTERED, 3))), equalTo(GOLDEN_CENSUS));
  }

  @Test
  void statesAreCompact() {
    assertThat(COMPILED.encode(state(1)).length, lessThan(100));
    assertThat(COMPILED.encode(state(10)).length, lessThan(300));
    assertThat(COMPILED.encode(state(1000)).length, lessThan(1100));
  }

  @Test
  void anEventThatNoFilterAcceptsRaisesTheVersion() {
    EntityState one = state(FILTERED, 1);
    Event older = Payments.event(9, 5, one.newest() - 1_000, "older", 100L, "approved");
    EntityState both = FILTERED.add(one, older);
    assertThat(FILTERED.membership(both, older), is(Membership.HELD));
    assertThat(both.newest(), is(one.newest()));
    assertThat(both.count(), greaterThan(one.count()));
    Event tooOld = Payments.event(9, 5, one.newest() - 7_200_000, "old", 100L, "approved");
    assertThat(FILTERED.add(one, tooOld), sameInstance(one));
    assertThat(FILTERED.membership(one, tooOld), is(Membership.ABSENT));
  }

  @Test
  void anotherCodecVersionIsRefused() {
    byte[] bytes = COMPILED.encode(state(2));
    bytes[0] = 9;
    StateFormatException refusal =
        assertThrows(StateFormatException.class, () -> COMPILED.decode(bytes));
    assertThat(
        refusal.getMessage(),
        allOf(containsString("card@1"), containsString("version 9"), containsString("rebuild")));
  }

  @Test
  void anotherDefinitionIsRefused() {
    View other =
        Payments.view(
            Optional.empty(),
            2,
            List.of(Payments.aggregation("count", null, Window.sliding(HOUR))));
    CompiledView compiled =
        CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), other), other);
    byte[] bytes = compiled.encode(compiled.empty());
    StateFormatException refusal =
        assertThrows(StateFormatException.class, () -> COMPILED.decode(bytes));
    assertThat(refusal.getMessage(), containsString("new version"));
  }

  @Test
  void everyTruncationAndEveryExtraByteIsRefused() {
    byte[] bytes = COMPILED.encode(state(5));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      // Nine bytes are the whole of the empty state.
      if (length != 9) {
        assertThrows(StateFormatException.class, () -> COMPILED.decode(cut), "at " + length);
        assertThrows(StateFormatException.class, () -> COMPILED.evaluate(cut, 0), "at " + length);
      }
    }
    assertThrows(
        StateFormatException.class, () -> COMPILED.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    assertThrows(
        StateFormatException.class,
        () -> COMPILED.evaluate(Arrays.copyOf(bytes, bytes.length + 1), 0));
  }

  @Test
  void moreValuesThanEventsAreRefused() {
    View view =
        Payments.view(
            Optional.empty(), 0, List.of(Payments.aggregation("sum", "amount", Window.lifetime())));
    CompiledView compiled =
        CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), view), view);
    String good = HexFormat.of().formatHex(compiled.encode(state(compiled, 1)));
    // One tile, of index 0: one event, no null, 1.00.
    assertThat(good, endsWith("01000100c801"));
    String minusFive = "fbffffffffffffffff01";
    byte[] bad = HexFormat.of().parseHex(good.replaceAll("00c801$", minusFive + "c801"));
    assertThrows(StateFormatException.class, () -> compiled.decode(bad));
    assertThrows(StateFormatException.class, () -> compiled.evaluate(bad, 0));
  }

  @Test
  void namesAndTheOrderOfDefinitionDoNotMatter() {
    var reversed = new java.util.ArrayList<>(VIEW.aggregations());
    java.util.Collections.reverse(reversed);
    View other = Payments.view(Optional.empty(), 2, reversed);
    CompiledView compiled =
        CompiledView.of(Payments.project(Payments.source(Duration.ofMillis(1)), other), other);
    assertThat(compiled.fingerprint(), is(COMPILED.fingerprint()));
    assertThat(compiled.encode(state(compiled, 7)), equalTo(COMPILED.encode(state(7))));
  }

  private static EntityState state(int events) {
    return state(COMPILED, events);
  }

  /** A card that pays every ten seconds. */
  private static EntityState state(CompiledView compiled, int events) {
    EntityState state = compiled.empty();
    for (int i = 0; i < events; i++) {
      long ts = 1_700_000_000_000L + i * 10_000L;
      state = compiled.add(state, Payments.event(i, ts, ts, "id" + i, 100L + i, "approved"));
    }
    return state;
  }

  private static String hex(EntityState state) {
    return HexFormat.of().formatHex(COMPILED.encode(state));
  }

  /** Two identities, no tile of declined events, and a census of one. */
  private static final String GOLDEN_CENSUS =
      "03d506f17d2c2f0a0ec0d8adfef9620200b37c4e7fbf26b5a3904eea3a88f8b7278c6c" + "0001f0c9e60103";

  private static final String GOLDEN_EMPTY = "0375e12482e81ffe4d";
  private static final String GOLDEN_ONE =
      "0375e12482e81ffe4d80a0abfef9620100149a0e8663fea4fe01000100000369643003"
          + "6d323001aad4821b0100c80101bcd2390101a926ff40dfd6fd54";
  private static final String GOLDEN_THREE =
      "0375e12482e81ffe4dc0d8adfef9620200b37c4e7fbf26b5a3904eea3a88f8b7278c6c"
          + "010003000003696432036d323201aad4821b0300cc01de0401bcd23903037f2b7dcd05"
          + "b326eea926ff40dfd6fd54cca6dc11510fa34a";
}
