package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteWriter;
import java.util.function.Consumer;

/** Collects elements and hands them on in blocks, for {@link Packed}. Serves one thread. */
public final class Packer<T> {
  /** So much that a block's own costs do not show, so little that hundreds of blocks fit. */
  private static final int BLOCK_BYTES = 1 << 14;

  private final PackedForm<T> form;
  private final ByteWriter block = new ByteWriter(256);

  public Packer(PackedForm<T> form) {
    this.form = form;
  }

  /** Takes in an element, and hands on the block that it fills. */
  public void add(T element, Consumer<byte[]> full) {
    form.write(element, block);
    if (block.size() >= BLOCK_BYTES) {
      flush(full);
    }
  }

  /** Hands on what is left, if anything is. */
  public void flush(Consumer<byte[]> last) {
    if (block.size() > 0) {
      last.accept(block.drain());
    }
  }
}
