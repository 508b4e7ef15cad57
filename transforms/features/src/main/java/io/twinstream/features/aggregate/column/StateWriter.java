package io.twinstream.features.aggregate.column;

import io.twinstream.features.bytes.ByteWriter;
import java.math.BigInteger;

/**
 * Writes the parts of a state. Times are written as the distance, in units of the resolution, back
 * from the newest event; integers of any width like signed ones, with more groups.
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

  /** An integer of any width: for those of 64 bits the same bytes as {@link #signed}. */
  void wide(BigInteger value) {
    BigInteger zigzag =
        value.signum() < 0 ? value.not().shiftLeft(1).setBit(0) : value.shiftLeft(1);
    while (zigzag.bitLength() > 7) {
      octet(zigzag.byteValue() | 0x80);
      zigzag = zigzag.shiftRight(7);
    }
    octet(zigzag.byteValue());
  }
}
