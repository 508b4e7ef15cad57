package io.twinstream.features.aggregate.column;

import io.twinstream.features.bytes.ByteWriter;
import java.math.BigInteger;

/**
 * Writes the parts of a state. A time is written as its distance before the newest event, in units
 * of the resolution. An integer of any width is written like a signed one, with more groups.
 */
public final class StateWriter extends ByteWriter {
  private final long newest;
  private final long resolution;

  public StateWriter(long newest, long resolution) {
    super(256);
    this.newest = newest;
    this.resolution = resolution;
  }

  public void time(long ts) {
    varint((newest - ts) / resolution);
  }

  /** Writes an integer of any width; for 64 bits, the same bytes as {@link #signed}. */
  public void wide(BigInteger value) {
    BigInteger zigzag =
        value.signum() < 0 ? value.not().shiftLeft(1).setBit(0) : value.shiftLeft(1);
    while (zigzag.bitLength() > 7) {
      octet(zigzag.byteValue() | 0x80);
      zigzag = zigzag.shiftRight(7);
    }
    octet(zigzag.byteValue());
  }
}
