package io.twinstream.features.event;

import static io.twinstream.features.decode.Decoders.SCHEMA;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.decode.Decoders;
import io.twinstream.features.decode.Unicode;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final Source SOURCE = Decoders.source(HistoryMapping.DEFAULT);
  private static final EventCodec CODEC = EventCodec.of(SOURCE);
  private static final Event EVENT = Decoders.event(Decoders.decode(Decoders.json("", "")));

  @Property
  void eventSurvives(
      @ForAll String origin,
      @ForAll int partition,
      @ForAll long offset,
      @ForAll long ts,
      @ForAll long known,
      @ForAll @IntRange(max = 511) int present,
      @ForAll long seed) {
    Event event =
        made(new Position(valid(origin), partition, offset), ts, known, present | 1, seed, true);
    assertThat(CODEC.decode(CODEC.encode(event)), is(event));
  }

  @Property
  void unselectedFieldsReadAsNull(
      @ForAll @IntRange(max = 511) int present,
      @ForAll @IntRange(max = 511) int selected,
      @ForAll long seed) {
    List<String> names =
        SCHEMA.fields().stream()
            .map(field -> field.name())
            .filter(name -> (selected >> SCHEMA.slot(name) & 1) != 0)
            .toList();
    EventCodec codec = EventCodec.of(SOURCE, names);
    Event event = made(EVENT.position(), 5, 7, present | 1, seed, true);
    Event expected = made(EVENT.position(), 5, 7, (present | 1) & selected, seed, true);
    assertThat(codec.decode(codec.encode(event)), is(expected));
  }

  @Test
  void sourceWithoutEventIdHasTheEmptyOne() {
    Source plain =
        new Source(
            SOURCE.name(),
            SOURCE.topic(),
            SCHEMA,
            "ts",
            Optional.empty(),
            false,
            SOURCE.resolution(),
            SOURCE.maxFutureSkew(),
            SOURCE.maxLateness(),
            SOURCE.maxKnownDisorder(),
            SOURCE.history());
    EventCodec codec = EventCodec.of(plain);
    Event event = made(EVENT.position(), 5, 7, 511, 3, false);
    assertThat(codec.decode(codec.encode(event)), is(event));
  }

  @Test
  void bytesAreFew() {
    assertThat(CODEC.encode(EVENT).length, lessThanOrEqualTo(49));
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] good = CODEC.encode(EVENT);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(IllegalArgumentException.class, () -> CODEC.decode(cut));
    }
    byte[] more = Arrays.copyOf(good, good.length + 1);
    assertThrows(IllegalArgumentException.class, () -> CODEC.decode(more));
  }

  /** Every present slot has a value of its kind that depends on the seed alone. */
  private static Event made(
      Position position, long ts, long known, int presentBits, long seed, boolean hasId) {
    int size = SCHEMA.size();
    long[] bits = new long[size];
    String[] texts = new String[size];
    boolean[] present = new boolean[size];
    String id = hasId ? "id" + seed : "";
    for (int slot = 0; slot < size; slot++) {
      present[slot] = (presentBits >> slot & 1) != 0;
      Kind kind = SCHEMA.field(slot).type().kind();
      if (present[slot] && kind == Kind.STRING) {
        texts[slot] = slot == 0 && hasId ? id : "€😀" + seed * slot;
      } else if (present[slot]) {
        bits[slot] = kind == Kind.BOOLEAN ? seed & 1 : seed * (slot + 1);
      }
    }
    return new Event(position, known, ts, id, seed ^ ts, bits, texts, present);
  }

  private static String valid(String text) {
    return Unicode.isText(text) ? text : Arbitraries.strings().ascii().sample();
  }
}
