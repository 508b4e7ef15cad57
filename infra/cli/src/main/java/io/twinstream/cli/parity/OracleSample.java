package io.twinstream.cli.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.oracle.NaiveOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps all events of a sample of a view's entities, and computes their features with the naive
 * oracle.
 */
public final class OracleSample {
  private final CompiledView view;
  private final NaiveOracle oracle;
  private final int oneIn;
  private final Map<String, List<Event>> events = new TreeMap<>();

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
    if (entity != null && Math.floorMod(entity.hashCode() * 0x9E3779B1, oneIn) == 0) {
      events.computeIfAbsent(entity, e -> new ArrayList<>()).add(event);
    }
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
            var computed = view.evaluate(view.decode(state), asOf);
            var naive = oracle.evaluate(own, asOf);
            for (int i = 0; i < naive.size(); i++) {
              comparison.compareFeature(entity, asOf, computed, naive, i, features);
            }
          }
        });
  }
}
