package io.twinstream.features.aggregate;

import io.twinstream.features.bytes.ByteReader;
import java.math.BigInteger;

/** Reads what {@link StateWriter} writes. */
final class StateReader extends ByteReader {
  /** Seven bits each: enough for the 192 bits of a sum of squares. */
  private static final int MAX_GROUPS = 30;

  private long newest;
  private long resolution = 1;

  StateReader(byte[] bytes) {
    super(bytes);
  }

  /** Sets what {@link #time} counts from. */
  void times(long newest, long resolution) {
    this.newest = newest;
    this.resolution = resolution;
  }

  long time() {
    return newest - varint() * resolution;
  }

  /** Whether the next integer of any width is short enough for {@link #signed}. */
  boolean wideIsLong() {
    return isVarintWithin(9);
  }

  BigInteger wide() {
    require(isVarintWithin(MAX_GROUPS), "a sum is too wide");
    BigInteger zigzag = BigInteger.ZERO;
    int group = 0x80;
    for (int shift = 0; group >= 0x80; shift += 7) {
      group = octet();
      zigzag = zigzag.or(BigInteger.valueOf(group & 0x7F).shiftLeft(shift));
    }
    BigInteger half = zigzag.shiftRight(1);
    return zigzag.testBit(0) ? half.not() : half;
  }
}
