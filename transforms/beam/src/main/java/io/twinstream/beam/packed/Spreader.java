package io.twinstream.beam.packed;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;

/**
 * Packs the elements of a bundle into blocks by number, as its {@link Spread} defines. For one
 * thread at a time.
 */
public final class Spreader<T, U> {
  private final SerializableFunction<T, U> made;
  private final SerializableFunction<U, Long> number;
  private final PackedForm<U> form;
  private final Map<Long, Packer<U>> packers = new HashMap<>();

  Spreader(
      SerializableFunction<T, U> made, SerializableFunction<U, Long> number, PackedForm<U> form) {
    this.made = made;
    this.number = number;
    this.form = form;
  }

  /** Adds an element, and passes on the block if it is full. */
  public void add(T element, Consumer<KV<Long, byte[]>> full) {
    U of = made.apply(element);
    if (of != null) {
      Long to = number.apply(of);
      packers
          .computeIfAbsent(to, n -> new Packer<>(form))
          .add(of, block -> full.accept(KV.of(to, block)));
    }
  }

  /** Passes on the remaining blocks. */
  public void flush(Consumer<KV<Long, byte[]>> last) {
    packers.forEach((to, packer) -> packer.flush(block -> last.accept(KV.of(to, block))));
    packers.clear();
  }
}
