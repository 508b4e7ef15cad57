package io.twinstream.verify.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.oracle.RowScan;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.verify.Differences;
import io.twinstream.verify.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps all events of a sample of a view's entities, and computes their features with the naive
 * oracle.
 */
public final class OracleSample {
  private final CompiledView view;
  private final NaiveOracle oracle;

  /** Of a source of changes; else null. */
  private final RowScan scan;

  /** Of a source of changes, the greatest version of each row. */
  private final Map<String, Event> table = new HashMap<>();

  private final int oneIn;
  private final Map<String, List<Event>> events = new HashMap<>();
  private long least = Long.MAX_VALUE;

  /**
   * @param oneIn one of this many entities is in the sample
   */
  public OracleSample(Project project, CompiledView view, int oneIn) {
    this.view = view;
    this.oracle = new NaiveOracle(project, view.view(), view.types());
    this.scan = view.isOfChanges() ? new RowScan(project, view.view(), view.types()) : null;
    this.oneIn = oneIn;
  }

  /** Adds one of the distinct events. */
  public void add(Event event) {
    if (scan != null) {
      table.merge(event.id(), event, scan::greater);
    }
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

  private FeatureRow expected(String entity, List<Event> own, long asOf) {
    if (scan == null) {
      return oracle.evaluate(own, asOf);
    }
    return scan.evaluate(
        Stream.concat(own.stream(), table.values().stream()).toList(), entity, asOf);
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
            FeatureRow row = view.evaluate(view.decode(state), asOf);
            if (view.lacksRows(row)) {
              continue; // More rows than the bound: unknown, as the states of both sides say.
            }
            comparison.compareFeatures(entity, asOf, row, expected(entity, own, asOf), features);
          }
        });
  }
}
