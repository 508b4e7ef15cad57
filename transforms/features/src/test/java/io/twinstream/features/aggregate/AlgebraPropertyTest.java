package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.event.Event;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tests the laws of the algebra on random views (windows, hops, delays, filters) and histories. */
class AlgebraPropertyTest {
  @Property(tries = 3000)
  void anyOrderGivesTheSameBytes(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    List<Event> shuffled = new ArrayList<>(given.events());
    Collections.shuffle(shuffled, new Random(~seed));

    assertThat(bytes(given, shuffled), equalTo(bytes(given, given.events())));
  }

  @Property(tries = 3000)
  void mergingPartsGivesTheStateOfTheWhole(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    Random random = new Random(seed + 1);
    EntityState[] parts = new EntityState[3];
    Arrays.fill(parts, given.compiled().empty());
    for (Event event : given.events()) {
      int part = random.nextInt(parts.length);
      parts[part] = given.compiled().add(parts[part], event);
    }
    CompiledView view = given.compiled();

    EntityState left = view.merge(view.merge(parts[0], parts[1]), parts[2]);
    EntityState right = view.merge(parts[0], view.merge(parts[2], parts[1]));

    byte[] whole = bytes(given, given.events());
    assertThat(view.encode(left), equalTo(whole));
    assertThat(view.encode(right), equalTo(whole));
    assertThat(view.encode(view.merge(left, view.empty())), equalTo(whole));
  }

  @Property(tries = 3000)
  void featuresEqualTheOracles(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    NaiveOracle oracle = new NaiveOracle(given.project(), given.view(), view.types());
    EntityState state = state(given, given.events());
    Random random = new Random(seed + 2);
    long from = given.events().isEmpty() ? 0 : state.newest();
    for (int i = 0; i < 6; i++) {
      long asOf = from + (i == 0 ? 0 : random.nextLong(-1000, 200_000 >> (2 * i)));
      String what = "as of " + asOf + " of " + given.view().aggregations();
      FeatureRow found = view.evaluate(state, asOf);
      FeatureRow expected = oracle.evaluate(given.events(), asOf);
      assertThat(what, found, equalTo(expected));
      assertThat(what, inexact(found), equalTo(inexact(expected)));
    }
  }

  private static List<Integer> inexact(FeatureRow row) {
    return IntStream.range(0, row.size()).filter(row::isInexact).boxed().toList();
  }

  @Property(tries = 1000)
  void bytesReadBackAreTheSameState(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    EntityState state = state(given, given.events());
    byte[] bytes = view.encode(state);

    EntityState read = view.decode(bytes);

    assertThat(view.encode(read), equalTo(bytes));
    assertThat(read.newest(), is(state.newest()));
    assertThat(read.count(), is(state.count()));
    long asOf = state.isEmpty() ? 5 : state.newest() + 5;
    assertThat(view.evaluate(read, asOf), equalTo(view.evaluate(state, asOf)));
  }

  @Property(tries = 3000)
  void bytesAreEvaluatedAsTheStateIs(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    EntityState state = state(given, given.events());
    byte[] bytes = view.encode(state);
    Random random = new Random(seed + 3);
    long from = state.isEmpty() ? 0 : state.newest();
    for (int i = 0; i < 6; i++) {
      long asOf = from + (i == 0 ? 0 : random.nextLong(-1000, 200_000 >> (2 * i)));
      assertThat(view.evaluate(bytes, asOf), equalTo(view.evaluate(state, asOf)));
    }
  }

  @Property(tries = 3000)
  void damagedBytesAreRefusedOrEvaluatedAlike(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    byte[] bytes = view.encode(state(given, given.events()));
    Random random = new Random(seed + 4);
    for (int i = 0; i < 10; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Optional<FeatureRow> plain = ifReadable(() -> view.evaluate(view.decode(damaged), 0));
      assertThat(ifReadable(() -> view.evaluate(damaged, 0)), equalTo(plain));
    }
  }

  private static Optional<FeatureRow> ifReadable(Supplier<FeatureRow> evaluation) {
    try {
      return Optional.of(evaluation.get());
    } catch (StateFormatException e) {
      return Optional.empty();
    }
  }

  @Property(tries = 3000)
  void theVersionRisesWithTheBytesAndNeverOtherwise(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    EntityState state = view.empty();
    for (Event event : given.events()) {
      EntityState next = view.add(state, event);
      boolean same = Arrays.equals(view.encode(next), view.encode(state));
      assertThat(
          "at " + event.ts() + " of " + given.view(), compare(next, state), is(same ? 0 : 1));
      state = next;
    }
  }

  /** As the online store compares versions. */
  private static int compare(EntityState a, EntityState b) {
    int newest = Long.compare(a.newest(), b.newest());
    return newest != 0 ? newest : Long.compare(a.count(), b.count());
  }

  @Property(tries = 1000)
  void membershipIsRightWheneverItIsDecided(@ForAll long seed) {
    RandomCases.Case given = RandomCases.from(seed);
    CompiledView view = given.compiled();
    List<Event> events = given.events();
    List<Event> held = events.subList(0, events.size() / 2);
    EntityState state = state(given, held);
    for (Event event : events) {
      boolean in = held.stream().anyMatch(e -> e.identity() == event.identity());
      switch (view.membership(state, event)) {
        case HELD -> assertThat(in, is(true));
        case ABSENT -> {
          if (in) {
            // Too old for any window: then the answer makes no difference.
            EntityState union = view.add(state, event);
            assertThat(view.encode(union), equalTo(view.encode(state)));
          }
        }
        case UNDECIDED -> {}
      }
    }
  }

  private static EntityState state(RandomCases.Case given, List<Event> events) {
    EntityState state = given.compiled().empty();
    for (Event event : events) {
      state = given.compiled().add(state, event);
    }
    return state;
  }

  private static byte[] bytes(RandomCases.Case given, List<Event> events) {
    return given.compiled().encode(state(given, events));
  }
}
