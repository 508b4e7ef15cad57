package io.twinstream.serving.json;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class JsonBufferTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property
  void doublesAreReadBackBitForBit(@ForAll double value) {
    requireSame(value + 0.0);
  }

  @Property
  void randomBitsAreReadBackBitForBit(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      requireSame(value);
    }
  }

  @Property(tries = 20_000)
  void digitsAreJacksons(
      @ForAll long bits, @ForAll @LongRange(min = -2_000_000, max = 2_000_000) long n) {
    for (double value : new double[] {Double.longBitsToDouble(bits), n / 7e3, n / 3e9, n / 9.0}) {
      if (Double.isFinite(value)) {
        assertThat(decimal(value), is(NumberOutput.toString(value, true)));
      }
    }
  }

  @org.junit.jupiter.api.Test
  void digitsOfTheEdgesAreJacksons() {
    for (int exponent = -1074; exponent <= 1023; exponent++) {
      double power = Math.scalb(1.0, exponent);
      for (double value :
          new double[] {power, Math.nextDown(power), Math.nextUp(power), 3 * power}) {
        if (Double.isFinite(value)) {
          assertThat(decimal(value), is(NumberOutput.toString(value, true)));
          assertThat(decimal(-value), is(NumberOutput.toString(-value, true)));
        }
      }
    }
    for (int exponent = -324; exponent <= 308; exponent++) {
      double power = Double.parseDouble("1e" + exponent);
      for (double value :
          new double[] {power, Math.nextDown(power), Math.nextUp(power), power / 2}) {
        assertThat(decimal(value), is(NumberOutput.toString(value, true)));
      }
    }
  }

  private static String decimal(double value) {
    byte[] bytes = new byte[ShortestDecimal.LONGEST + 1];
    int end = ShortestDecimal.write(value, bytes, 1);
    return new String(bytes, 1, end - 1, StandardCharsets.US_ASCII);
  }

  @Property
  void amountsAreShortest(@ForAll @LongRange(min = -(1L << 55), max = 1L << 55) long cents) {
    double value = cents / 100.0;
    requireSame(value);
    String shortest = Double.toString(value);
    if (shortest.indexOf('E') < 0) {
      assertThat(written(out -> out.number(value)).length(), lessThanOrEqualTo(shortest.length()));
    }
  }

  @Property(tries = 20_000)
  void amountsAreAllOfTheirDigits(
      @ForAll @LongRange(min = -(1L << 50), max = 1L << 50) long cents,
      @ForAll @IntRange(max = 15) int fewer) {
    long some = cents / (long) Math.pow(10, fewer);
    if (Math.abs(some) < 1_000_000_000_000_000L && some != 0) {
      BigDecimal exact = BigDecimal.valueOf(some, 2);
      String expected = (some % 10 == 0 ? exact.setScale(1) : exact).toPlainString();
      assertThat(written(out -> out.number(some / 100.0)), is(expected));
    }
  }

  @org.junit.jupiter.api.Test
  void eightDigitsAreThoseOfTheNumber() {
    for (int number = 0; number < 100_000_000; number += number < 20_000 ? 1 : 9_973) {
      for (int near : new int[] {number, number / 10_000 * 10_000, 99_999_999 - number}) {
        byte[] digits = new byte[8];
        Digits.write(Digits.of(near), digits, 0);
        assertThat(
            new String(digits, StandardCharsets.US_ASCII),
            is(Integer.toString(100_000_000 + near).substring(1)));
      }
    }
  }

  @org.junit.jupiter.api.Test
  void powersOfTenAreTheirDigits() {
    for (int exponent = 0; exponent <= 18; exponent++) {
      long power = BigInteger.TEN.pow(exponent).longValueExact();
      for (long value : new long[] {power - 1, power, power + 1, -power, 1 - power}) {
        assertThat(written(out -> out.number(value)), is(Long.toString(value)));
        if (Math.abs(value) < 1_000_000_000_000_000L && value != 0) {
          assertThat(written(out -> out.number((double) value)), is(value + ".0"));
        }
      }
    }
  }

  @Property
  void smallOnesToo(@ForAll @DoubleRange(min = -1, max = 1) double value) {
    requireSame(value);
  }

  @Property
  void longsAreTheirDigits(@ForAll long value) {
    assertThat(written(out -> out.number(value)), is(Long.toString(value)));
  }

  @Property
  void textsAreReadBack(@ForAll String text) throws IOException {
    String expected = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(JSON.readTree(written(out -> out.text(text))).textValue(), is(expected));
  }

  @Property
  void instantsAreWrittenAsJavaDoes(
      @ForAll @LongRange(min = -70_000_000_000_000L, max = 260_000_000_000_000L) long millis) {
    String expected = "\"" + Instant.ofEpochMilli(millis) + "\"";
    assertThat(written(out -> out.instant(millis)), is(expected));
    long second = Math.floorDiv(millis, 1_000L) * 1_000;
    assertThat(written(out -> out.instant(second)), is("\"" + Instant.ofEpochMilli(second) + "\""));
  }

  @org.junit.jupiter.api.Test
  void theEnds() {
    assertThat(written(out -> out.number(Long.MIN_VALUE)), is("-9223372036854775808"));
    assertThat(written(out -> out.number(Long.MAX_VALUE)), is("9223372036854775807"));
    assertThat(written(out -> out.number(Double.NaN)), is("null"));
    assertThat(written(out -> out.number(0.0)), is("0.0"));
    assertThat(written(out -> out.number(12.3)), is("12.3"));
    assertThat(written(out -> out.number(-0.05)), is("-0.05"));
    requireSame(-0.0);
    requireSame(Double.MIN_VALUE);
    requireSame(Double.MAX_VALUE);
  }

  private static void requireSame(double value) {
    double read = Double.parseDouble(written(out -> out.number(value)));
    assertThat(Double.doubleToRawLongBits(read), is(Double.doubleToRawLongBits(value)));
  }

  private static String written(Consumer<JsonBuffer> writing) {
    JsonBuffer out = JsonBuffer.ofThread();
    writing.accept(out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
