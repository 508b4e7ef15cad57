package io.twinstream.verify.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.verify.Differences;
import io.twinstream.verify.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps all events of a sample of a view's entities, and computes their features with the naive
 * oracle.
 */
public final class OracleSample {
  private final CompiledView view;
  private final NaiveOracle oracle;
  private final int oneIn;
  private final Map<String, List<Event>> events = new HashMap<>();
  private long least = Long.MAX_VALUE;

  /**
   * @param oneIn one of this many entities is in the sample
   */
  public OracleSample(Project project, CompiledView view, int oneIn) {
    this.view = view;
    this.oracle = new NaiveOracle(project, view.view(), view.types());
    this.oneIn = oneIn;
  }

  /** Adds one of the distinct events. */
  public void add(Event event) {
    String entity = view.key(event);
    if (entity != null && isKept(entity)) {
      events.computeIfAbsent(entity, e -> new ArrayList<>()).add(event);
    }
  }

  /**
   * Reports whether an entity is in the sample: one in many, and each entity whose hash is the
   * least so far. Therefore the sample of a view with few entities is not empty.
   */
  private boolean isKept(String entity) {
    long order = Sample.order(entity);
    if (order < least && !events.containsKey(entity)) {
      least = order;
      return true;
    }
    return Math.floorMod(order, oneIn) == 0 || events.containsKey(entity);
  }

  /** The number of entities in the sample. */
  public int size() {
    return events.size();
  }

  /** Compares the features of the states with those of the events. */
  public void compare(Map<String, byte[]> states, long[] instants, Differences features) {
    StateComparison comparison = new StateComparison(view, instants);
    events.forEach(
        (entity, own) -> {
          byte[] state = states.get(entity);
          if (state == null) {
            features.differ(entity + ": has " + own.size() + " events, but no state");
            return;
          }
          for (long asOf : instants) {
            comparison.compareFeatures(
                entity,
                asOf,
                view.evaluate(view.decode(state), asOf),
                oracle.evaluate(own, asOf),
                features);
          }
        });
  }
}
