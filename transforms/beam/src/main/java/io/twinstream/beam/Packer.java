package io.twinstream.beam;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;

/** Collects elements and hands them on in blocks, for {@link Packed}. Serves one thread. */
public final class Packer<T> {
  /** So much that a block's own costs do not show, so little that hundreds of blocks fit. */
  private static final int BLOCK_BYTES = 1 << 14;

  private final Coder<T> coder;
  private final Block block = new Block();

  public Packer(Coder<T> coder) {
    this.coder = coder;
  }

  /** Takes in an element, and hands on the block that it fills. */
  public void add(T element, Consumer<byte[]> full) throws IOException {
    coder.encode(element, block);
    if (block.size >= BLOCK_BYTES) {
      flush(full);
    }
  }

  /** Hands on what is left, if anything is. */
  public void flush(Consumer<byte[]> last) {
    if (block.size > 0) {
      last.accept(Arrays.copyOf(block.bytes, block.size));
      block.size = 0;
    }
  }

  /** A growing array, without the locks of the library's. */
  private static final class Block extends OutputStream {
    private byte[] bytes = new byte[256];
    private int size;

    @Override
    public void write(int octet) {
      reserve(1);
      bytes[size++] = (byte) octet;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      reserve(length);
      System.arraycopy(from, offset, bytes, size, length);
      size += length;
    }

    private void reserve(int length) {
      if (bytes.length - size < length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, length)));
      }
    }
  }
}
