package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Event;
import io.twinstream.features.laws.FunctionLaws;
import io.twinstream.features.laws.RandomCase;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Tests the laws of the algebra on random views (windows, hops, delays, filters) and histories:
 * others in each run, as many as {@code jqwik.tries.default} says, and more in {@code
 * infra/nightly/properties}.
 */
class AlgebraPropertyTest {
  @Property
  void anyOrderGivesTheSameBytes(@ForAll long seed) {
    FunctionLaws.anyOrderGivesTheSameBytes(RandomCase.from(seed), seed);
  }

  @Property
  void mergingPartsGivesTheStateOfTheWhole(@ForAll long seed) {
    FunctionLaws.mergingPartsGivesTheStateOfTheWhole(RandomCase.from(seed), seed);
  }

  @Property
  void featuresEqualTheOracles(@ForAll long seed) {
    FunctionLaws.featuresEqualTheOracle(RandomCase.from(seed), seed);
  }

  @Property
  void bytesReadBackAreTheSameState(@ForAll long seed) {
    FunctionLaws.bytesReadBackAreTheSameState(RandomCase.from(seed), seed);
  }

  @Property
  void bytesAreEvaluatedAsTheStateIs(@ForAll long seed) {
    FunctionLaws.bytesAreEvaluatedAsTheStateIs(RandomCase.from(seed), seed);
  }

  @Property
  void damagedBytesAreRefusedOrEvaluatedAlike(@ForAll long seed) {
    FunctionLaws.damagedBytesAreRefusedOrEvaluatedAlike(RandomCase.from(seed), seed);
  }

  @Property
  void theVersionRisesWithTheBytesAndNeverOtherwise(@ForAll long seed) {
    RandomCase given = RandomCase.from(seed);
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

  @Property
  void membershipIsRightWheneverItIsDecided(@ForAll long seed) {
    RandomCase given = RandomCase.from(seed);
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

  private static EntityState state(RandomCase given, List<Event> events) {
    EntityState state = given.compiled().empty();
    for (Event event : events) {
      state = given.compiled().add(state, event);
    }
    return state;
  }

  private static byte[] bytes(RandomCase given, List<Event> events) {
    return given.compiled().encode(state(given, events));
  }
}
