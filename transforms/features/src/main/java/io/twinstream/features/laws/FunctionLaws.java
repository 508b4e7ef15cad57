package io.twinstream.features.laws;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Function;
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

/**
 * Checks the laws of aggregation functions on random views (windows, hops, delays, filters) and
 * random events. A law that does not hold is an {@link AssertionError} with the view and the seed.
 */
public final class FunctionLaws {
  private FunctionLaws() {}

  /**
   * Checks all laws of a function, which {@code META-INF/services} must name.
   *
   * @param cases how many random views and histories; a thousand take some seconds
   */
  public static void check(Function function, int cases) {
    for (long seed = 0; seed < cases; seed++) {
      RandomCase given = RandomCase.from(seed, List.of(function));
      anyOrderGivesTheSameBytes(given, seed);
      mergingPartsGivesTheStateOfTheWhole(given, seed);
      featuresEqualTheOracle(given, seed);
      bytesReadBackAreTheSameState(given, seed);
      bytesAreEvaluatedAsTheStateIs(given, seed);
      damagedBytesAreRefusedOrEvaluatedAlike(given, seed);
    }
  }

  /** The bytes of a state do not depend on the order in which events are added. */
  public static void anyOrderGivesTheSameBytes(RandomCase given, long seed) {
    List<Event> shuffled = new ArrayList<>(given.events());
    Collections.shuffle(shuffled, new Random(~seed));
    require(
        "another order of events",
        given,
        seed,
        bytes(given, given.events()),
        bytes(given, shuffled));
  }

  /** States can be merged in any order and grouping; an empty one changes nothing. */
  public static void mergingPartsGivesTheStateOfTheWhole(RandomCase given, long seed) {
    CompiledView view = given.compiled();
    Random random = new Random(seed + 1);
    EntityState[] parts = new EntityState[3];
    Arrays.fill(parts, view.empty());
    for (Event event : given.events()) {
      int part = random.nextInt(parts.length);
      parts[part] = view.add(parts[part], event);
    }
    EntityState left = view.merge(view.merge(parts[0], parts[1]), parts[2]);
    EntityState right = view.merge(parts[0], view.merge(parts[2], parts[1]));
    byte[] whole = bytes(given, given.events());
    require("merged states", given, seed, whole, view.encode(left));
    require("states merged in another order", given, seed, whole, view.encode(right));
    require("an empty state", given, seed, whole, view.encode(view.merge(left, view.empty())));
  }

  /** Features have the values that {@link Function#naive} computes. */
  public static void featuresEqualTheOracle(RandomCase given, long seed) {
    CompiledView view = given.compiled();
    NaiveOracle oracle = new NaiveOracle(given.project(), given.view(), view.types());
    EntityState state = state(given, given.events());
    for (long asOf : instants(state, new Random(seed + 2))) {
      FeatureRow found = view.evaluate(state, asOf);
      FeatureRow expected = oracle.evaluate(given.events(), asOf);
      require("the value as of " + asOf, given, seed, expected, found);
      require("what is inexact as of " + asOf, given, seed, inexact(expected), inexact(found));
    }
  }

  /** The bytes of a state can be read back. */
  public static void bytesReadBackAreTheSameState(RandomCase given, long seed) {
    CompiledView view = given.compiled();
    EntityState state = state(given, given.events());
    byte[] bytes = view.encode(state);
    EntityState read = view.decode(bytes);
    require("the state that was read back", given, seed, bytes, view.encode(read));
    require("its newest event", given, seed, state.newest(), read.newest());
    require("its count", given, seed, state.count(), read.count());
    for (long asOf : instants(state, new Random(seed + 5))) {
      FeatureRow expected = view.evaluate(state, asOf);
      require("its value as of " + asOf, given, seed, expected, view.evaluate(read, asOf));
    }
  }

  /** The values from the bytes of a state are those from the state. */
  public static void bytesAreEvaluatedAsTheStateIs(RandomCase given, long seed) {
    CompiledView view = given.compiled();
    EntityState state = state(given, given.events());
    byte[] bytes = view.encode(state);
    for (long asOf : instants(state, new Random(seed + 3))) {
      FeatureRow expected = view.evaluate(state, asOf);
      require(
          "the value from bytes as of " + asOf, given, seed, expected, view.evaluate(bytes, asOf));
    }
  }

  /** Damaged bytes are refused, or are those of another state. */
  public static void damagedBytesAreRefusedOrEvaluatedAlike(RandomCase given, long seed) {
    CompiledView view = given.compiled();
    byte[] bytes = bytes(given, given.events());
    Random random = new Random(seed + 4);
    for (int i = 0; i < 10; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      require(
          "the value from damaged bytes",
          given,
          seed,
          ifReadable(() -> view.evaluate(view.decode(damaged), 0)),
          ifReadable(() -> view.evaluate(damaged, 0)));
    }
  }

  private static Optional<FeatureRow> ifReadable(Supplier<FeatureRow> evaluation) {
    try {
      return Optional.of(evaluation.get());
    } catch (StateFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the newest event's time, and instants near it, nearer and nearer. */
  private static long[] instants(EntityState state, Random random) {
    long from = state.isEmpty() ? 0 : state.newest();
    return IntStream.range(0, 6)
        .mapToLong(i -> from + (i == 0 ? 0 : random.nextLong(-1000, 200_000 >> (2 * i))))
        .toArray();
  }

  private static List<Integer> inexact(FeatureRow row) {
    return IntStream.range(0, row.size()).filter(row::isInexact).boxed().toList();
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

  private static void require(
      String what, RandomCase given, long seed, Object expected, Object found) {
    boolean equal =
        expected instanceof byte[] bytes
            ? Arrays.equals(bytes, (byte[]) found)
            : expected.equals(found);
    if (!equal) {
      throw new AssertionError(
          "%s differs: expected %s, found %s; case %d of %s over %d events"
              .formatted(
                  what,
                  text(expected),
                  text(found),
                  seed,
                  given.view().aggregations(),
                  given.events().size()));
    }
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
  }
}
