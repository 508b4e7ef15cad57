package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.time.Zone;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Compares functions with independent formulas. */
class FunctionValuesTest {
  private static final Map<String, HolidayCalendar> CALENDARS =
      Map.of(
          "uk",
          HolidayCalendar.of(
              "uk",
              new Zone("Europe/London"),
              List.of(2025, 2026),
              List.of(LocalDate.of(2025, 12, 25), LocalDate.of(2026, 1, 1))));
  private static final Schema SCHEMA =
      new Schema(
              List.of(
                  new Field("a", FieldType.DOUBLE),
                  new Field("b", FieldType.DOUBLE),
                  new Field("c", FieldType.DOUBLE),
                  new Field("d", FieldType.DOUBLE),
                  new Field("s", FieldType.STRING),
                  new Field("t", FieldType.STRING),
                  new Field("from", FieldType.TIMESTAMP),
                  new Field("to", FieldType.TIMESTAMP)))
          .withCalendars(CALENDARS);
  private static final Map<String, CompiledExpression<Event>> COMPILED = new HashMap<>();

  private static final long FROM_1990 = 631_152_000_000L;
  private static final long TO_2030 = 1_893_456_000_000L;
  private static final String[] ZONES = {
    "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"
  };

  private static Object value(String expression, Object... values) {
    long[] bits = new long[SCHEMA.size()];
    String[] texts = new String[SCHEMA.size()];
    boolean[] present = new boolean[SCHEMA.size()];
    int numbers = 0;
    int texted = 4;
    int times = 6;
    for (Object value : values) {
      if (value instanceof String text) {
        present[texted] = true;
        texts[texted++] = text;
      } else if (value instanceof Instant time) {
        present[times] = true;
        bits[times++] = time.toEpochMilli();
      } else {
        present[numbers] = true;
        bits[numbers++] = Double.doubleToRawLongBits((Double) value);
      }
    }
    CompiledExpression<Event> compiled =
        COMPILED.computeIfAbsent(
            expression, e -> CompiledExpression.compile(e, EventVariables.of(SCHEMA)));
    FeatureRow row = new FeatureRow(List.of(compiled.type()));
    compiled.evaluate(
        new Event(new Position("test", 0, 0), 0, 0, "", 0, bits, texts, present), row, 0);
    return row.isNull(0) ? null : row.value(0);
  }

  private static double number(String expression, Object... values) {
    return (Double) value(expression, values);
  }

  private static void close(String expression, double found, double expected) {
    assertThat(expression, found, closeTo(expected, 1e-12 * Math.max(1, Math.abs(expected))));
  }

  @Property(tries = 200)
  void elementaryFunctionsAreThoseOfAnotherLibrary(
      @ForAll @DoubleRange(min = -40, max = 40) double x) {
    Map<String, DoubleUnaryOperator> functions =
        Map.of(
            "math.exp(a)", Math::exp,
            "math.log(a)", Math::log,
            "math.log1p(a)", Math::log1p,
            "math.sqrt(a)", Math::sqrt,
            "math.sin(a)", Math::sin,
            "math.cos(a)", Math::cos,
            "math.abs(a)", Math::abs,
            "math.floor(a)", Math::floor,
            "math.ceil(a)", Math::ceil);
    functions.forEach(
        (expression, function) -> {
          double expected = function.applyAsDouble(x);
          Object found = value(expression, x);
          if (Double.isFinite(expected)) {
            close(expression, (Double) found, expected);
          } else {
            assertThat(expression, found, nullValue());
          }
        });
  }

  @Property(tries = 300)
  void roundIsHalfUpOfTheExactDecimal(
      @ForAll @LongRange(min = -10_000, max = 10_000) long eighths) {
    for (double x : new double[] {eighths / 8.0, Math.nextUp(eighths / 8.0), eighths * 1e12}) {
      double expected = new BigDecimal(x).setScale(0, RoundingMode.HALF_UP).doubleValue();
      assertThat(number("math.round(a)", x), is(expected + 0.0));
    }
    assertThat(number("math.round(a)", 0.49999999999999994), is(0.0));
  }

  @Property(tries = 200)
  void preparesNumbers(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double x,
      @ForAll @DoubleRange(min = -1e3, max = 1e3) double y,
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double z) {
    close("scale", number("scale(a, b, c)", x, y, z), (x - y) / z);
    close("zscore", number("zscore(a, b, c)", x, y, z), (x - y) / z);
    close("minmax", number("minmax(a, b, c)", x, y, y + z), (x - y) / (y + z - y));
    assertThat(number("clip(a, b, c)", x, y, y + z), is(sorted(x, y, y + z) + 0.0));
    assertThat(number("math.max(a, b, c)", x, y, z), is(Math.max(Math.max(x, y), z) + 0.0));
    assertThat(number("math.min(a, b, c)", x, y, z), is(Math.min(Math.min(x, y), z) + 0.0));
    close("pow", number("math.pow(a, b)", z, 1.5), Math.exp(1.5 * Math.log(z)));
    close("atan2", number("math.atan2(a, b)", x, z), Math.atan(x / z));
    close("speed", number("speed(a, b)", x, z), x / z);
    double[] bounds = {-10, 0, 0.5, 100};
    assertThat(
        number("bucketize(a, [-10, 0, 0.5, 100])", y),
        is((double) Arrays.stream(bounds).filter(bound -> bound <= y).count()));
  }

  private static double sorted(double... values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy[1];
  }

  /** The angle between two unit vectors by atan2, which is exact at all distances. */
  @Property(tries = 500)
  void haversineIsTheAngleBetweenVectors(
      @ForAll @DoubleRange(min = -90, max = 90) double lat1,
      @ForAll @DoubleRange(min = -180, max = 180) double lon1,
      @ForAll @DoubleRange(min = -90, max = 90) double lat2,
      @ForAll @DoubleRange(min = -180, max = 180) double lon2) {
    double angle = angle(vector(lat1, lon1), vector(lat2, lon2));
    double found = number("haversine(a, b, c, d)", lat1, lon1, lat2, lon2) / 6_371_008.8;
    // The formula loses digits near antipodes: half of them at the antipode.
    double lost = 1 / Math.max(1e-8, Math.cos(angle / 2));
    assertThat(found, closeTo(angle, 1e-12 * Math.max(1, 1e-4 * lost)));
  }

  @Property(tries = 300)
  void haversineOfAntipodesIsNeverNull(
      @ForAll @DoubleRange(min = -90, max = 90) double lat,
      @ForAll @DoubleRange(min = -180, max = 0) double lon) {
    double found = number("haversine(a, b, c, d)", lat, lon, -lat, lon + 180);
    assertThat(found, closeTo(Math.PI * 6_371_008.8, 0.2));
  }

  private static double[] vector(double lat, double lon) {
    double phi = lat / 180 * Math.PI;
    double lambda = lon / 180 * Math.PI;
    return new double[] {
      Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)
    };
  }

  private static double angle(double[] a, double[] b) {
    double x = a[1] * b[2] - a[2] * b[1];
    double y = a[2] * b[0] - a[0] * b[2];
    double z = a[0] * b[1] - a[1] * b[0];
    double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return Math.atan2(Math.sqrt(x * x + y * y + z * z), dot);
  }

  @Property(tries = 100)
  void levenshteinIsTheRecursiveDefinition(
      @ForAll long seed, @ForAll @IntRange(max = 7) int m, @ForAll @IntRange(max = 7) int n) {
    Random random = new Random(seed);
    String a = text(random, m);
    String b = text(random, n);
    int expected = distance(a.codePoints().toArray(), b.codePoints().toArray(), m, n);
    assertThat(a + " " + b, number("levenshtein(s, t)", a, b), is((double) expected));
  }

  private static String text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(
          random.nextInt(4) == 0
              ? "\uD83D\uDE00"
              : String.valueOf("abc".charAt(random.nextInt(3))));
    }
    return text.toString();
  }

  private static int distance(int[] a, int[] b, int m, int n) {
    if (m == 0 || n == 0) {
      return m + n;
    } else if (a[m - 1] == b[n - 1]) {
      return distance(a, b, m - 1, n - 1);
    }
    return 1
        + Math.min(
            distance(a, b, m - 1, n - 1),
            Math.min(distance(a, b, m - 1, n), distance(a, b, m, n - 1)));
  }

  @Test
  void levenshteinIsNullAboveItsBound() {
    String emoji = "\uD83D\uDE00";
    assertThat(value("levenshtein(s, t)", "a".repeat(257), "a"), nullValue());
    assertThat(value("levenshtein(s, t)", "a", "a".repeat(100_000)), nullValue());
    assertThat(number("levenshtein(s, t)", emoji.repeat(256), "a"), is(256.0));
    assertThat(value("levenshtein(s, t)", emoji.repeat(257), "a"), nullValue());
  }

  @Property(tries = 200)
  void hashBucketIsTheUnsignedRemainder(@ForAll @StringLength(max = 30) String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    BigInteger hash =
        new BigInteger(Long.toUnsignedString(Hashing.xxh3_64().hashBytesToLong(utf8)));
    assertThat(
        number("hash_bucket(s, 1000)", text), is(hash.mod(BigInteger.valueOf(1000)).doubleValue()));
  }

  @Test
  void hashBucketsOfGoldenText() {
    // xxh3-64 of the empty text is 2d06800538d394c2.
    assertThat(number("hash_bucket(s, 4294967296)", ""), is((double) 0x38d394c2L));
  }

  @Property(tries = 300)
  void partsOfLocalTimesAreThoseOfTheJvm(
      @ForAll @LongRange(min = FROM_1990, max = TO_2030) long millis,
      @ForAll @LongRange(min = FROM_1990, max = TO_2030) long other,
      @ForAll @IntRange(max = 3) int zoneIndex) {
    String zone = ZONES[zoneIndex];
    Instant time = Instant.ofEpochMilli(millis);
    Instant to = Instant.ofEpochMilli(other);
    ZonedDateTime local = time.atZone(ZoneId.of(zone));
    BiFunction<String, String, Object> found =
        (call, more) -> value(call + "(from, '" + zone + "'" + more + ")", time, to);
    assertThat(found.apply("hour", ""), is((double) local.getHour()));
    assertThat(found.apply("day_of_week", ""), is((double) local.getDayOfWeek().getValue()));
    assertThat(
        found.apply("is_weekend", ""), is(local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0));
    assertThat(
        found.apply("is_night", ", 22, 6"), is(local.getHour() >= 22 || local.getHour() < 6));
    int minutes = local.getHour() * 60 + local.getMinute();
    assertThat(found.apply("is_night", ", 1.5, 6"), is(minutes >= 90 && minutes < 360));
    assertThat(
        value("days_between(from, to, '" + zone + "')", time, to),
        is(
            (double)
                ChronoUnit.DAYS.between(
                    local.toLocalDate(), to.atZone(ZoneId.of(zone)).toLocalDate())));
    assertThat(value("from.getDayOfYear(s)", time, zone), is((double) local.getDayOfYear() - 1));
    assertThat(
        value("from.getMonth('" + zone + "')", time), is((double) local.getMonthValue() - 1));
  }

  @Test
  void holidaysAreDaysOfTheCalendarsZone() {

    assertThat(
        value("is_holiday(from, 'uk')", Instant.parse("2025-12-25T23:59:59.999Z")), is(true));
    assertThat(value("is_holiday(from, 'uk')", Instant.parse("2025-12-26T00:00:00Z")), is(false));
    assertThat(value("is_holiday(from, 'uk')", Instant.parse("2025-07-01T00:00:00Z")), is(false));
    assertThat(value("is_holiday(from, 'uk')", Instant.parse("2024-12-25T12:00:00Z")), nullValue());
    assertThat(value("is_holiday(from, 'uk')", Instant.parse("2027-01-01T12:00:00Z")), nullValue());
    assertThat(value("is_holiday(from, 'uk')"), nullValue());
  }

  @Property(tries = 200)
  void domainIsTheHostOfTheUri(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> labels = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      labels.add("" + (char) ('a' + random.nextInt(26)) + random.nextInt(100));
    }
    String host = String.join(".", labels) + ".Example";
    String url =
        (random.nextBoolean() ? "https://" : "ftp://")
            + (random.nextBoolean() ? "me:secret@" : "")
            + (random.nextBoolean() ? "www." : "")
            + host
            + (random.nextBoolean() ? ":8080" : "")
            + (random.nextBoolean() ? "/a@b:c/d?e=http://f#g" : "");
    String expected =
        URI.create(url).getHost().toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
    assertThat(url, value("domain(s)", url), is(expected));
    String bare = url.substring(url.indexOf("://") + 3);
    assertThat(bare, value("domain(s)", bare), is(expected));
  }

  @Property(tries = 300)
  void hostileTextHasAHostOrNone(@ForAll @StringLength(max = 12) String text) {
    String url = text.replace('a', '/').replace('b', ':').replace('c', '[').replace('d', ']');
    Object host = value("domain(s)", url);
    assertThat(url, host == null || !host.toString().isEmpty(), is(true));
  }

  @Test
  void hostsOfOddUrls() {
    Map<String, String> hosts =
        Map.of(
            "http://[2001:DB8::1]:80/", "[2001:db8::1]",
            "//cdn.example.com/x", "cdn.example.com",
            "http://example.com.", "example.com",
            "http://münchen.example/", "münchen.example",
            "HTTP://WWW.EXAMPLE.COM", "example.com",
            "https://www.", "www");
    hosts.forEach((url, host) -> assertThat(url, value("domain(s)", url), is(host)));
    for (String none :
        List.of("", "http://", "/path", "a b", "http://a:b@", "?x", "mailto:me", "..")) {
      assertThat(none, value("domain(s)", none), nullValue());
    }
  }

  @Property(tries = 200)
  void textIsCutByCodePoints(@ForAll long seed, @ForAll @IntRange(max = 9) int n) {
    String text = text(new Random(seed), 6);
    int[] points = text.codePoints().limit(n).toArray();
    assertThat(value("prefix(s, a)", text, (double) n), is(new String(points, 0, points.length)));
    assertThat(value("size(s)", text), is(6.0));
    assertThat(value("prefix(s, a)", text, -1.0), nullValue());
  }

  @Property(tries = 100)
  void caseIsOfAsciiOnly(@ForAll @StringLength(max = 20) String text) {
    StringBuilder lower = new StringBuilder();
    text.chars().forEach(c -> lower.append((char) (c < 128 ? Character.toLowerCase(c) : c)));
    assertThat(value("lower(s)", text), is(lower.toString()));
    assertThat(value("lower(upper(s))", text), is(lower.toString()));
  }

  @Test
  void matchesIsLinearOnHostileText() {
    // A pattern that takes exponential time with backtracking.
    assertThat(value("s.matches('^(a+)+$')", "a".repeat(5_000) + "b"), is(false));
    assertThat(value("matches(s, 'b$')", "a".repeat(5_000) + "b"), is(true));
  }

  @Test
  void argumentsThatAreNotFiniteAreNull() {
    for (String call :
        List.of(
            "math.min(a / b, 1)",
            "clip(a / b, 0, 1)",
            "math.exp(a * 1000)",
            "math.log(b)",
            "math.pow(b, -1)",
            "scale(a * 1e308, -1e308, 1)")) {
      assertThat(call, value(call, 9.0, 0.0), nullValue());
    }
    assertThat(number("coalesce(a / b, 5)", 9.0, 0.0), is(5.0));
    assertThat(value("coalesce(a / b, c)", 9.0, 0.0), nullValue());
    assertThat(number("coalesce(c, d, a)", 9.0), is(9.0));
  }
}
