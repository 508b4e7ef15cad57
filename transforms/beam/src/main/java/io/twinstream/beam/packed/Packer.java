package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteWriter;
import java.util.function.Consumer;

/** Collects elements and passes them on in blocks, for {@link Packed}. For one thread at a time. */
public final class Packer<T> {
  /**
   * Large enough to make the cost per block negligible, small enough for hundreds of open blocks.
   */
  private static final int BLOCK_BYTES = 1 << 14;

  private final PackedForm<T> form;
  private final ByteWriter block = new ByteWriter(256);

  public Packer(PackedForm<T> form) {
    this.form = form;
  }

  /** Adds an element, and passes on the block if it is full. */
  public void add(T element, Consumer<byte[]> full) {
    form.write(element, block);
    if (block.size() >= BLOCK_BYTES) {
      flush(full);
    }
  }

  /** Passes on the last block, if it is not empty. */
  public void flush(Consumer<byte[]> last) {
    if (block.size() > 0) {
      last.accept(block.drain());
    }
  }
}
