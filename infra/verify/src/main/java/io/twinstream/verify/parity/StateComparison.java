package io.twinstream.verify.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.verify.Differences;
import io.twinstream.verify.RowComparison;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;

/** Compares the states of a view from two computations. */
public final class StateComparison {
  private static final int BYTES_SHOWN = 24;

  private final CompiledView view;
  private final long[] instants;
  private final RowComparison rows;

  /**
   * @param instants at which features are compared, in milliseconds since 1970
   */
  public StateComparison(CompiledView view, long... instants) {
    this.view = view;
    this.instants = instants.clone();
    this.rows = new RowComparison(view.names(), "first", "second");
  }

  /**
   * Compares states byte for byte, and features bit for bit.
   *
   * @param left encoded states by entity
   * @param right the same from the other computation
   */
  public void compare(
      Map<String, byte[]> left,
      Map<String, byte[]> right,
      Differences states,
      Differences features) {
    TreeSet<String> entities = new TreeSet<>(left.keySet());
    entities.addAll(right.keySet());
    for (String entity : entities) {
      byte[] a = left.get(entity);
      byte[] b = right.get(entity);
      if (a == null || b == null) {
        states.differ(entity + ": only " + (a == null ? "second" : "first") + " has a state");
        continue;
      }
      if (Arrays.equals(a, b)) {
        states.equal();
      } else {
        states.differ(entity + ": " + at(a, b) + "; " + describe(a) + " against " + describe(b));
      }
      compareFeatures(entity, view.decode(a), view.decode(b), features);
    }
  }

  private void compareFeatures(String entity, EntityState a, EntityState b, Differences features) {
    for (long asOf : instants) {
      compareFeatures(entity, asOf, view.evaluate(a, asOf), view.evaluate(b, asOf), features);
    }
  }

  /** Compares the features of an entity that were computed in two ways. */
  void compareFeatures(String entity, long asOf, FeatureRow a, FeatureRow b, Differences features) {
    rows.compare(a, b, "of " + entity + " as of " + Instant.ofEpochMilli(asOf), features);
  }

  private String describe(byte[] bytes) {
    EntityState state = view.decode(bytes);
    return "(newest %s, count %d, %d bytes)"
        .formatted(Instant.ofEpochMilli(state.newest()), state.count(), bytes.length);
  }

  private static String at(byte[] a, byte[] b) {
    int at = Arrays.mismatch(a, b);
    return "differ from byte %d on: %s… and %s…".formatted(at, hex(a, at), hex(b, at));
  }

  private static String hex(byte[] bytes, int from) {
    return HexFormat.of()
        .formatHex(bytes, Math.min(from, bytes.length), Math.min(bytes.length, from + BYTES_SHOWN));
  }
}
