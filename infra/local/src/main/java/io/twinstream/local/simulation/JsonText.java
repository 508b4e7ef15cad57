package io.twinstream.local.simulation;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes a JSON object of ASCII text, without a copy per value. Names and text values contain
 * nothing that JSON escapes.
 */
final class JsonText {
  private static final long DAY = 86_400_000;

  private byte[] bytes = new byte[512];
  private int size;

  /** The date that was written last, because most times are of one day. */
  private long day = Long.MIN_VALUE;

  private byte[] date;

  JsonText begin() {
    size = 0;
    put('{');
    return this;
  }

  byte[] end() {
    close();
    return Arrays.copyOf(bytes, size - 1); // without the comma
  }

  JsonText open(String name) {
    name(name);
    put('{');
    return this;
  }

  JsonText close() {
    if (bytes[size - 1] == ',') {
      size--;
    }
    put('}');
    return comma();
  }

  private JsonText comma() {
    ensure(1);
    bytes[size] = ',';
    size++;
    return this;
  }

  JsonText text(String name, String value) {
    name(name);
    put('"');
    ascii(value);
    put('"');
    return comma();
  }

  /** A text of a prefix and a number, such as an id. */
  JsonText id(String name, String prefix, long number) {
    name(name);
    put('"');
    ascii(prefix);
    digits(number, 1);
    put('"');
    return comma();
  }

  JsonText bool(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
    return comma();
  }

  /** A number with digits after the point. */
  JsonText decimal(String name, long unscaled, int scale) {
    name(name);
    long value = unscaled;
    if (value < 0) {
      put('-');
      value = -value;
    }
    long unit = 1;
    for (int i = 0; i < scale; i++) {
      unit *= 10;
    }
    digits(value / unit, 1);
    if (scale > 0) {
      put('.');
      digits(value % unit, scale);
    }
    return comma();
  }

  /** An instant in ISO 8601 with milliseconds. */
  JsonText time(String name, long millis) {
    name(name);
    put('"');
    long of = Math.floorDiv(millis, DAY);
    if (of != day) {
      day = of;
      date = LocalDate.ofEpochDay(of).toString().getBytes(StandardCharsets.US_ASCII);
    }
    ensure(date.length);
    System.arraycopy(date, 0, bytes, size, date.length);
    size += date.length;
    long rest = Math.floorMod(millis, DAY);
    put('T');
    digits(rest / 3_600_000, 2);
    put(':');
    digits(rest / 60_000 % 60, 2);
    put(':');
    digits(rest / 1_000 % 60, 2);
    put('.');
    digits(rest % 1_000, 3);
    put('Z');
    put('"');
    return comma();
  }

  private void name(String name) {
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void digits(long value, int least) {
    int count = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      count++;
    }
    count = Math.max(count, least);
    ensure(count);
    long rest = value;
    for (int i = size + count - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += count;
  }

  private void ascii(String text) {
    int length = text.length();
    ensure(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) text.charAt(i);
    }
    size += length;
  }

  private void put(char c) {
    ensure(1);
    bytes[size] = (byte) c;
    size++;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }
}
