package io.twinstream.cli.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.row.FeatureRow;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;

/** Compares the states of a view from two computations. */
public final class StateComparison {
  private static final int BYTES_SHOWN = 24;

  private final CompiledView view;
  private final long[] instants;

  /**
   * @param instants at which features are compared, in milliseconds since 1970
   */
  public StateComparison(CompiledView view, long... instants) {
    this.view = view;
    this.instants = instants.clone();
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
      FeatureRow left = view.evaluate(a, asOf);
      FeatureRow right = view.evaluate(b, asOf);
      for (int i = 0; i < left.size(); i++) {
        compareFeature(entity, asOf, left, right, i, features);
      }
    }
  }

  /** Compares bits, text and presence of one feature. */
  void compareFeature(
      String entity, long asOf, FeatureRow a, FeatureRow b, int index, Differences features) {
    boolean equal =
        a.isNull(index) == b.isNull(index)
            && a.bits(index) == b.bits(index)
            && java.util.Objects.equals(a.text(index), b.text(index));
    if (equal) {
      features.equal();
    } else {
      features.differ(
          "%s.%s as of %s: %s and %s"
              .formatted(
                  entity,
                  view.names().get(index),
                  java.time.Instant.ofEpochMilli(asOf),
                  a.value(index),
                  b.value(index)));
    }
  }

  private String describe(byte[] bytes) {
    EntityState state = view.decode(bytes);
    return "(newest %s, count %d, %d bytes)"
        .formatted(java.time.Instant.ofEpochMilli(state.newest()), state.mass(), bytes.length);
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
