package io.twinstream.beam.packed;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;

/** Packs the elements of a bundle by number, as a {@link Spread} says. Serves one thread. */
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

  /** Takes in an element, and hands on the block that it fills. */
  public void add(T element, Consumer<KV<Long, byte[]>> full) {
    U of = made.apply(element);
    if (of != null) {
      Long to = number.apply(of);
      packers
          .computeIfAbsent(to, n -> new Packer<>(form))
          .add(of, block -> full.accept(KV.of(to, block)));
    }
  }

  /** Hands on what is left. */
  public void flush(Consumer<KV<Long, byte[]>> last) {
    packers.forEach((to, packer) -> packer.flush(block -> last.accept(KV.of(to, block))));
    packers.clear();
  }
}
