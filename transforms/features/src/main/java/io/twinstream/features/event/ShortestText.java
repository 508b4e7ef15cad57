package io.twinstream.features.event;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * The shortest decimal text that reads back as the same binary number (R. Giulietti's Schubfach).
 * Not {@code Double.toString}, which up to Java 18 is now and then longer: events must not depend
 * on the Java that reads them.
 */
final class ShortestText {
  private ShortestText() {}

  static String of(double value) {
    return NumberOutput.toString(value, true);
  }

  static String of(float value) {
    return NumberOutput.toString(value, true);
  }
}
