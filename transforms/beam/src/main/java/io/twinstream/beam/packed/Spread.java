package io.twinstream.beam.packed;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Packs elements into blocks keyed by the number that the next step groups by. A step can apply it
 * to its own output, which saves a step that only determines the number.
 */
public interface Spread<T> extends Serializable {
  /** Begins a bundle. */
  Spreader<T, ?> open();

  /**
   * Creates a spread of mapped elements.
   *
   * @param made maps an element, or returns null to leave it out
   * @param number the key, with at most some hundreds of values
   */
  static <T, U> Spread<T> of(
      SerializableFunction<T, U> made, SerializableFunction<U, Long> number, PackedForm<U> form) {
    return () -> new Spreader<>(made, number, form);
  }

  /** Returns a spread for outputs without elements. */
  static <T> Spread<T> none() {
    return () -> new Spreader<T, T>(element -> null, element -> 0L, null);
  }
}
