package io.twinstream.beam.packed;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * How elements go on, packed by a number that blocks are grouped by next: what a step makes need
 * not be packed for a step of its own that would only say which number it has.
 */
public interface Spread<T> extends Serializable {
  /** Begins with a bundle. */
  Spreader<T, ?> open();

  /**
   * Spreads what is made of the elements.
   *
   * @param made makes null of an element that is to be left out
   * @param number of which there are at most some hundreds
   */
  static <T, U> Spread<T> of(
      SerializableFunction<T, U> made, SerializableFunction<U, Long> number, PackedForm<U> form) {
    return () -> new Spreader<>(made, number, form);
  }

  /** Where there are no elements. */
  static <T> Spread<T> none() {
    return () -> new Spreader<T, T>(element -> null, element -> 0L, null);
  }
}
