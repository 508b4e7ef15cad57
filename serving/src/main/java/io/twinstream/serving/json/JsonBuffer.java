package io.twinstream.serving.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 bytes. Callers write the punctuation; they should encode names once, with
 * {@link #name}. Not thread-safe.
 */
public final class JsonBuffer {
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] HEX = ascii("0123456789abcdef");

  /** A decimal with at most this many digits reads back as the same double. */
  private static final long EXACT_DIGITS = 1_000_000_000_000_000L;

  private static final int EIGHT_DIGITS = 100_000_000;

  /** The most digits of a long, rounded up to whole groups of eight. */
  private static final int MOST_DIGITS = 3 * 8;

  /** Instants of the years 0 to 9999 have four digits of year; in milliseconds since 1970. */
  private static final long YEAR_0 = -62_167_219_200_000L;

  private static final long YEAR_10000 = 253_402_300_800_000L;
  private static final int MOST_KEPT = 1 << 20;
  private static final ThreadLocal<JsonBuffer> OWN = ThreadLocal.withInitial(JsonBuffer::new);

  private byte[] bytes = new byte[8_192];
  private int length;
  private long sameMillis;
  private byte[] sameInstant;

  /** The empty buffer of the calling thread, for an answer that is written without interruption. */
  public static JsonBuffer ofThread() {
    JsonBuffer own = OWN.get();
    own.length = 0;
    if (own.bytes.length > MOST_KEPT) {
      own.bytes = new byte[8_192];
    }
    return own;
  }

  /** {@code "name":}, quoted and escaped. */
  public static byte[] name(String name) {
    JsonBuffer out = new JsonBuffer();
    out.text(name);
    out.raw(':');
    return out.toByteArray();
  }

  /** The bytes of ASCII text, such as punctuation. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes an ASCII character unchanged. */
  public void raw(char c) {
    need(1);
    bytes[length++] = (byte) c;
  }

  /** Writes bytes unchanged. */
  public void raw(byte[] encoded) {
    need(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  /** The number of written bytes. */
  public int length() {
    return length;
  }

  /** Writes the bytes between two lengths once more. */
  public void again(int from, int to) {
    need(to - from);
    System.arraycopy(bytes, from, bytes, length, to - from);
    length += to - from;
  }

  public void nullValue() {
    raw(NULL);
  }

  public void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  public void number(long value) {
    need(MOST_DIGITS + 1);
    if (value == Long.MIN_VALUE) {
      raw(ascii("-9223372036854775808"));
      return;
    }
    if (value < 0) {
      bytes[length++] = '-';
    }
    digits(Math.abs(value));
  }

  /** Writes a finite number so that it reads back as the same bits; null for others. */
  public void number(double value) {
    if (cents(value)) {
      return;
    }
    if (value == (long) value && Math.abs(value) < EXACT_DIGITS && isPlain(value)) {
      number((long) value);
      need(2);
      bytes[length++] = '.';
      bytes[length++] = '0';
    } else if (Double.isFinite(value)) {
      need(ShortestDecimal.LONGEST);
      length = ShortestDecimal.write(value, bytes, length);
    } else {
      nullValue();
    }
  }

  private static boolean isPlain(double value) {
    return value != 0 || Double.doubleToRawLongBits(value) == 0;
  }

  /** Writes a number with at most two decimals, as most have; returns whether it did. */
  private boolean cents(double value) {
    double magnitude = Math.abs(value);
    long cents = (long) (100 * magnitude + 0.5);
    // The division rounds like a parser, so these few digits read back as the same number.
    if (cents / 100.0 != magnitude || cents >= EXACT_DIGITS || cents == 0) {
      return false;
    }
    need(MOST_DIGITS + 4);
    if (value < 0) {
      bytes[length++] = '-';
    }
    long low;
    int zeros = 0;
    if (cents < EIGHT_DIGITS) {
      low = Digits.of((int) cents);
      zeros = Math.min(Digits.leadingZeros(low), 5);
    } else {
      low = Digits.of((int) (cents % EIGHT_DIGITS));
      digits(cents / EIGHT_DIGITS);
    }
    Digits.write(low >>> Byte.SIZE * zeros, bytes, length);
    int point = length + 6 - zeros;
    bytes[point] = '.';
    bytes[point + 1] = (byte) ('0' + (low >>> 48 & 0xF));
    int last = (int) (low >>> 56);
    bytes[point + 2] = (byte) ('0' + last);
    length = point + (last == 0 ? 2 : 3);
    return true;
  }

  /** Writes a quoted string; an unpaired surrogate becomes a question mark. */
  public void text(String text) {
    need(6 * text.length() + 2); // every character may need an escape
    bytes[length++] = '"';
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        int end = wideEnd(text, i);
        raw(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end;
        continue;
      } else if (c < ' ') {
        escape(c);
      } else {
        if (c == '"' || c == '\\') {
          bytes[length++] = '\\';
        }
        bytes[length++] = (byte) c;
      }
      i++;
    }
    raw('"');
  }

  private static int wideEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= 0x80) {
      end++;
    }
    return end;
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    bytes[length++] = '0';
    bytes[length++] = '0';
    bytes[length++] = HEX[c >> 4];
    bytes[length++] = HEX[c & 0xF];
  }

  /**
   * Writes an instant, quoted, in ISO 8601 as {@link Instant#toString} does.
   *
   * @param millis since 1970
   */
  public void instant(long millis) {
    raw('"');
    if (millis < YEAR_0 || millis >= YEAR_10000) {
      latin(Instant.ofEpochMilli(millis).toString());
    } else {
      civil(millis);
    }
    raw('"');
  }

  /** As {@link #instant}, but cheaper if it equals the last instant written by this method. */
  public void sameInstant(long millis) {
    if (sameInstant == null || millis != sameMillis) {
      int from = length;
      instant(millis);
      sameInstant = Arrays.copyOfRange(bytes, from, length);
      sameMillis = millis;
    } else {
      raw(sameInstant);
    }
  }

  /** Converts days to a date: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms. */
  private void civil(long millis) {
    long days = Math.floorDiv(millis, 86_400_000L);
    int ofDay = (int) Math.floorMod(millis, 86_400_000L);
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * month + 2) / 5 + 1;
    int calendarMonth = month < 10 ? month + 3 : month - 9;
    int year = (int) (yearOfEra + era * 400) + (calendarMonth <= 2 ? 1 : 0);
    need(30);
    two(year / 100, (char) 0);
    two(year % 100, '-');
    two(calendarMonth, '-');
    two(day, 'T');
    two(ofDay / 3_600_000, ':');
    two(ofDay / 60_000 % 60, ':');
    two(ofDay / 1_000 % 60, (char) 0);
    int fraction = ofDay % 1_000;
    if (fraction != 0) {
      bytes[length++] = '.';
      bytes[length++] = (byte) ('0' + fraction / 100);
      two(fraction % 100, (char) 0);
    }
    bytes[length++] = 'Z';
  }

  private void two(int number, char then) {
    bytes[length++] = (byte) ('0' + number / 10);
    bytes[length++] = (byte) ('0' + number % 10);
    if (then != 0) {
      bytes[length++] = (byte) then;
    }
  }

  /** Writes a non-negative number; {@link #MOST_DIGITS} bytes must be free. */
  private void digits(long value) {
    long digits;
    int zeros = 0;
    if (value < EIGHT_DIGITS) {
      digits = Digits.of((int) value);
      zeros = Math.min(Digits.leadingZeros(digits), 7);
    } else {
      digits(value / EIGHT_DIGITS);
      digits = Digits.of((int) (value % EIGHT_DIGITS));
    }
    Digits.write(digits >>> Byte.SIZE * zeros, bytes, length);
    length += 8 - zeros;
  }

  @SuppressWarnings("deprecation") // The text is ASCII, so the copy without a decoder is correct.
  private void latin(String text) {
    need(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  /** The written bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void need(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
