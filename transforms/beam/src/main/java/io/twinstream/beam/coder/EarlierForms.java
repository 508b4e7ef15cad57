package io.twinstream.beam.coder;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.Window;
import java.io.ObjectStreamClass;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Definitions as earlier versions wrote them: a function was a constant of an enum, {@code
 * distinct} had its cap in each aggregation, and a window was one record of all shapes.
 */
final class EarlierForms {
  private static final String FUNCTION = "io.twinstream.features.definition.Function";

  private EarlierForms() {}

  /** The functions of earlier versions, under the names that they had. */
  private enum Function {
    COUNT,
    SUM,
    MEAN,
    MIN,
    MAX,
    VARIANCE,
    STDDEV,
    DISTINCT,
    FIRST,
    LAST,
    TIME_SINCE_FIRST,
    TIME_SINCE_LAST
  }

  /** Returns the description of the class that stands for one that is gone. */
  static ObjectStreamClass standIn(ObjectStreamClass read) {
    return read.getName().equals(FUNCTION) ? ObjectStreamClass.lookup(Function.class) : read;
  }

  /** Builds a definition from components of an earlier version; empty if they are of this one. */
  @SuppressWarnings("unchecked") // The components have the types that they had.
  static Optional<Object> build(Class<?> type, Object[] of) {
    if (type == Window.class) {
      return Optional.of(
          window(
              (Window.Shape) of[0], (Duration) of[1], (Duration) of[2], (Duration) of[3], of[4]));
    }
    if (type == Aggregation.class && of[1] instanceof Function function) {
      Arguments arguments =
          function == Function.DISTINCT
              ? Arguments.of(Map.of("cap", ((Integer) of[5]).longValue()))
              : Arguments.NONE;
      return Optional.of(
          new Aggregation(
              (String) of[0],
              function.name().toLowerCase(Locale.ROOT),
              (Optional<String>) of[2],
              (Window) of[3],
              (Optional<String>) of[4],
              arguments));
    }
    return Optional.empty();
  }

  private static Window window(
      Window.Shape shape, Duration width, Duration hop, Duration delay, Object previous) {
    return switch (shape) {
      case LIFETIME -> Window.lifetime();
      case TUMBLING -> new Window.Tumbling(width, (Boolean) previous);
      default -> Window.delayed(width, hop, delay);
    };
  }
}
