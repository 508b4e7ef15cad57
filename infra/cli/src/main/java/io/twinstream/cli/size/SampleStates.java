package io.twinstream.cli.size;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Reach;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Measures the states of sampled entities. The events of an entity are a Poisson process that ends
 * with its newest event, and the state is the one that the live job would have: added event by
 * event, and encoded by the codec of the view.
 *
 * <p>All entities have the same rate. If some are busier than others at the same mean rate, states
 * take less in total, because each further event of an entity adds fewer bytes than the one before.
 */
final class SampleStates {
  /** A window without an end sees this much. */
  private static final long LIFETIME = 90 * 86_400_000L;

  private static final long PHASES = 7 * 86_400_000L;
  private static final long END = 1_767_225_600_000L;
  private static final int MAX_ENTITIES = 200;
  private static final int MIN_ENTITIES = 4;
  private static final long EVENTS = 20_000;

  /**
   * The result.
   *
   * @param events the mean number of events that some window sees
   * @param bytes the mean of the encoded sizes
   * @param heap the mean size on the heap of a JVM
   */
  record Sizes(double events, double bytes, double heap) {}

  private final SampleView sample;
  private final long[] reaches;
  private final double perMillisecond;
  private final Map<String, Double> values;
  private final double matching;

  /**
   * @param rate events per second of one entity
   */
  SampleStates(SampleView sample, double rate, Map<String, Double> values, double matching) {
    this.sample = sample;
    this.reaches = reaches(sample.view().view());
    this.perMillisecond = rate / 1000;
    this.values = values;
    this.matching = matching;
  }

  /** Returns how far the windows of a view see back, in ascending order. */
  private static long[] reaches(View view) {
    TreeSet<Long> reaches = new TreeSet<>();
    view.aggregations().forEach(each -> reaches.add(reach(each.window())));
    return reaches.stream().mapToLong(each -> each).toArray();
  }

  private static long reach(Window window) {
    return Reach.of(window).map(reach -> reach.plus(window.hop()).toMillis()).orElse(LIFETIME);
  }

  Sizes measure() {
    double expected = perMillisecond * reaches[reaches.length - 1] + 1;
    int entities =
        (int) Math.max(MIN_ENTITIES, Math.min(MAX_ENTITIES, EVENTS / Math.max(1, expected)));
    long limit = EVENTS / entities;
    double bytes = 0;
    double heap = 0;
    for (int entity = 0; entity < entities; entity++) {
      EntityState state = state(entity, limit);
      bytes += sample.view().encode(state).length;
      heap += state.heapBytes();
    }
    return new Sizes(expected, bytes / entities, heap / entities);
  }

  /**
   * @param limit the maximal number of events of each age; a busier entity has them thinned out
   */
  private EntityState state(int entity, long limit) {
    CompiledView view = sample.view();
    SampleEvents events = new SampleEvents(sample, values, matching, entity);
    SplittableRandom random = new SplittableRandom(~entity);
    long newest = END + random.nextLong(PHASES);
    EntityState state = view.add(view.empty(), events.at(newest));
    long begin = 0;
    for (long reach : reaches) {
      double rate = Math.min(perMillisecond, (double) limit / (reach - begin));
      double age = begin;
      while (true) {
        age -= Math.log(1 - random.nextDouble()) / rate;
        if (age > reach) {
          break;
        }
        state = view.add(state, events.at(newest - (long) age));
      }
      begin = reach;
    }
    return state;
  }
}
