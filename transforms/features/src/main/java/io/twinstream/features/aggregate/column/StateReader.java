package io.twinstream.features.aggregate.column;

import io.twinstream.features.bytes.ByteReader;
import java.math.BigInteger;

/** Reads the bytes that {@link StateWriter} writes. */
public final class StateReader extends ByteReader {
  /** Groups of seven bits each: enough for the 320 bits of a sum of fourth powers. */
  private static final int MAX_GROUPS = 47;

  private long newest;
  private long resolution = 1;

  public StateReader(byte[] bytes) {
    super(bytes);
  }

  /**
   * Reads and checks the header of a state.
   *
   * @throws StateFormatException if the codec version or the layout differs
   */
  public void requireHeader(int codec, long fingerprint, String view) {
    int version = octet();
    if (version != codec) {
      throw new StateFormatException(
          ("a state of %s has codec version %d; this build reads %d: rebuild the view into a new"
                  + " generation, or use the build that wrote it")
              .formatted(view, version, codec));
    }
    long written = fixed64();
    if (written != fingerprint) {
      throw new StateFormatException(
          ("a state of %s was written by definition %016x, this one is %016x: a changed view needs"
                  + " a new version")
              .formatted(view, written, fingerprint));
    }
  }

  /** Sets the base and the unit of {@link #time}. */
  public void times(long newest, long resolution) {
    this.newest = newest;
    this.resolution = resolution;
  }

  public long time() {
    return newest - varint() * resolution;
  }

  /** Reports whether the next integer of any width is short enough for {@link #signed}. */
  public boolean wideIsLong() {
    return isVarintWithin(9);
  }

  /** Reads what {@link StateWriter#wide} writes. */
  public BigInteger wide() {
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
