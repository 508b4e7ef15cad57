package io.twinstream.serving.json;

import java.math.BigInteger;

/**
 * Writes doubles as the shortest decimals that read back as the same bits, and of those the
 * nearest: the result of {@code Double.toString} since Java 19, as bytes.
 *
 * <p>The algorithm is Schubfach: Raffaello Giulietti, The Schubfach way to render doubles, 2020.
 * Names are those of the paper.
 */
final class ShortestDecimal {
  /** The largest length of a finite double, in bytes. */
  static final int LONGEST = 26;

  private static final int P = 53;
  private static final int Q_MIN = -1074;
  private static final long C_MIN = 1L << (P - 1);
  private static final int EXPONENT = (1 << 11) - 1;

  /** Subnormals below this have too few digits for the table, and are multiplied by 10. */
  private static final long C_TINY = 3;

  private static final int K_MIN = -324;
  private static final int K_MAX = 292;
  private static final long MASK_63 = Long.MAX_VALUE;

  /** For each k from {@link #K_MIN}, the upper and the lower 63 bits of 10^-k, rounded up. */
  private static final long[] G = new long[2 * (K_MAX - K_MIN + 1)];

  private static final long[] POWERS = new long[18];

  static {
    for (int k = K_MIN; k <= K_MAX; k++) {
      int r = log2OfPower10(-k) - 125;
      BigInteger power = BigInteger.TEN.pow(Math.abs(k));
      BigInteger floor = k <= 0 ? power.shiftRight(r) : BigInteger.ONE.shiftLeft(-r).divide(power);
      BigInteger g = floor.add(BigInteger.ONE);
      G[2 * (k - K_MIN)] = g.shiftRight(63).longValueExact();
      G[2 * (k - K_MIN) + 1] = g.longValue() & MASK_63;
    }
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private ShortestDecimal() {}

  /**
   * Writes a finite number, with a point or an exponent.
   *
   * @param at the first byte; {@link #LONGEST} bytes must be free
   * @return the end
   */
  static int write(double value, byte[] out, int at) {
    long bits = Double.doubleToRawLongBits(value);
    int begin = at;
    if (bits < 0) {
      out[begin++] = '-';
    }
    long t = bits & (C_MIN - 1);
    int biased = (int) (bits >>> (P - 1)) & EXPONENT;
    if (biased > 0) {
      int minusQ = 1 - Q_MIN - biased;
      long c = C_MIN | t;
      if (minusQ > 0 && minusQ < P && (c >> minusQ) << minusQ == c) {
        return digits(c >> minusQ, 0, out, begin);
      }
      return shortest(-minusQ, c, 0, out, begin);
    }
    if (t == 0) {
      return scientificOrPlain(0, 1, out, begin);
    }
    return t < C_TINY ? shortest(Q_MIN, 10 * t, -1, out, begin) : shortest(Q_MIN, t, 0, out, begin);
  }

  /** Writes {@code c 2^q 10^dk}. */
  private static int shortest(int q, long c, int dk, byte[] out, int at) {
    long odd = c & 1;
    long cb = c << 2;
    boolean regular = c != C_MIN || q == Q_MIN;
    int k = regular ? log10OfPower2(q) : log10OfThreeQuartersPower2(q);
    int h = q + log2OfPower10(-k) + 2;
    long g1 = G[2 * (k - K_MIN)];
    long g0 = G[2 * (k - K_MIN) + 1];
    long vb = roundedToOdd(g1, g0, cb << h);
    long vbl = roundedToOdd(g1, g0, (cb - (regular ? 2 : 1)) << h) + odd;
    long vbr = roundedToOdd(g1, g0, (cb + 2) << h) - odd;
    long s = vb >> 2;
    // Masks instead of branches, because the case is unpredictable.
    long toMiddle = vb - ((2 * s + 1) << 1);
    long nearer = negative(toMiddle - (~s & 1));
    long in = negative(vbl - 1 - (s << 2));
    long nextIn = negative(((s + 1) << 2) - 1 - vbr);
    long one = in ^ nextIn;
    long down = (in & one) | (nearer & ~one);
    long f = s + 1 + down;
    if (s >= 100) {
      long tens = s / 10 * 10;
      in = negative(vbl - 1 - (tens << 2));
      nextIn = negative(((tens + 10) << 2) - 1 - vbr);
      one = in ^ nextIn;
      f = (f & ~one) | ((tens + (10 & ~in)) & one);
    }
    return digits(f, k + dk, out, at);
  }

  /** All bits set if a number is negative, else 0. */
  private static long negative(long number) {
    return number >> 63;
  }

  private static long roundedToOdd(long g1, long g0, long cp) {
    long x1 = Math.multiplyHigh(g0, cp);
    long y0 = g1 * cp;
    long y1 = Math.multiplyHigh(g1, cp);
    long z = (y0 >>> 1) + x1;
    long w = y1 + (z >>> 63);
    return w | ((z & MASK_63) + MASK_63) >>> 63;
  }

  /** Writes {@code f 10^e}; f has at most 17 digits and is positive. */
  private static int digits(long f, int e, byte[] out, int at) {
    int length = log10OfPower2(Long.SIZE - Long.numberOfLeadingZeros(f));
    if (f >= POWERS[length]) {
      length++;
    }
    return scientificOrPlain(f * POWERS[17 - length], e + length, out, at);
  }

  /** Writes {@code f 10^(e-17)}; f has 17 digits. */
  private static int scientificOrPlain(long f, int e, byte[] out, int at) {
    long high = f / 100_000_000;
    int first = (int) (high / 100_000_000);
    long middle = Digits.of((int) (high - first * 100_000_000L));
    long last = Digits.of((int) (f - high * 100_000_000));
    int used =
        last != 0 ? 17 - Digits.trailingZeros(last) : Math.max(1, 9 - Digits.trailingZeros(middle));
    if (e > -3 && e <= 0) {
      Digits.write(0, out, at);
      out[at + 1] = '.';
      int begin = at + 2 - e;
      out[begin] = (byte) ('0' + first);
      Digits.write(middle, out, begin + 1);
      Digits.write(last, out, begin + 9);
      return begin + used;
    }
    boolean plain = e > 0 && e <= 7;
    int before = plain ? e : 1;
    out[at] = (byte) ('0' + first);
    Digits.write(middle, out, at + 1);
    out[at + before] = '.';
    // Writes the digits after the point again, without the leading digits.
    int gone = Byte.SIZE * (before - 1);
    Digits.write((middle >>> gone) | (last << 8 << (56 - gone)), out, at + before + 1);
    Digits.write(last >>> gone, out, at + before + 9);
    int end = at + 1 + Math.max(used, before + 1);
    return plain ? end : exponent(e - 1, out, end);
  }

  private static int exponent(int e, byte[] out, int at) {
    int next = at;
    out[next++] = 'E';
    if (e < 0) {
      out[next++] = '-';
    }
    int magnitude = Math.abs(e);
    if (magnitude >= 100) {
      out[next++] = (byte) ('0' + magnitude / 100);
    }
    if (magnitude >= 10) {
      out[next++] = (byte) ('0' + magnitude / 10 % 10);
    }
    out[next++] = (byte) ('0' + magnitude % 10);
    return next;
  }

  /** {@code floor(log10(2^e))}; correct for all exponents of doubles, as are the other two. */
  private static int log10OfPower2(int e) {
    return (int) (e * 661_971_961_083L >> 41);
  }

  private static int log10OfThreeQuartersPower2(int e) {
    return (int) (e * 661_971_961_083L - 274_743_187_321L >> 41);
  }

  private static int log2OfPower10(int e) {
    return (int) (e * 913_124_641_741L >> 38);
  }
}
