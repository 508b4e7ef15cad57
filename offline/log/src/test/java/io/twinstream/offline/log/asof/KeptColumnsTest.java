package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.offline.log.file.HistoryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a training set has the columns of its spine unchanged. */
class KeptColumnsTest extends SpineFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'NaN'::DOUBLE",
        "'-Infinity'::FLOAT",
        "-0.0::DOUBLE",
        "1.5::FLOAT",
        "18446744073709551615::UBIGINT",
        "4294967295::UINTEGER",
        "200::UTINYINT",
        "-7::TINYINT",
        "9223372036854775807::BIGINT",
        "12345678901234567890123456.789::DECIMAL(38, 3)",
        "1.50::DECIMAL(9, 2)",
        "1.50::DECIMAL(18, 2)",
        "''",
        "'é, \"x\"'",
        "'\\xC3\\x28'::BLOB",
        "'3f2504e0-4f89-11d3-9a0c-0305e82c3301'::UUID",
        "true",
        "DATE '2026-02-03'",
        "TIME '10:11:12.345678'",
        "TIMESTAMP '2026-02-03 04:05:06.123456'",
        "TIMESTAMP_NS '2026-02-03 04:05:06.123456789'",
        "TIMESTAMP_MS '2026-02-03 04:05:06.123'",
        "TIMESTAMPTZ '2026-02-03 04:05:06.123456+02'",
        "'b'::ENUM('a', 'b')",
        "[1, NULL, 3]",
        "[]::INTEGER[]",
        "[[1, 2], NULL, []]",
        "{'a': 1, 'b': {'c': 'x', 'd': [1.5, 2.5]}}",
        "MAP {'a': 1, 'b': NULL}",
        "[{'a': 'x', 'b': true}, {'a': NULL, 'b': NULL}]",
      })
  void aColumnThatNoFeatureReadsIsWhatItWas(String value) throws Exception {
    String rows =
        "SELECT '12e4' AS card, %s, %s AS x UNION ALL SELECT '02116', %s, NULL"
            .formatted(TIME, value, TIME.replace(" AS time", ""));
    write("a", rows);
    features("fraud@1");
    assertThat(
        query("SELECT card, x, typeof(x), hash(x) FROM %s ORDER BY card"),
        is(query("SELECT card, x, typeof(x), hash(x) FROM %i ORDER BY card")));
    assertThat(query("SELECT count_24h FROM %s ORDER BY card"), is(List.of("1", "2")));
  }

  /** Files of one spine, as a month without a value and one with are written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1::INTEGER  | 1.5::DOUBLE               | DOUBLE                   | 1.0, 1.5",
        "1::SMALLINT | 9223372036854775807       | BIGINT                   | 1,"
            + " 9223372036854775807",
        "1::UINTEGER | -1::INTEGER               | BIGINT                   | 1, -1",
        "1::UBIGINT  | 2::UTINYINT               | UBIGINT                  | 1, 2",
        "0.5::FLOAT  | 1.1::DOUBLE               | DOUBLE                   | 0.5, 1.1",
        "NULL::INT   | 'x'                       | VARCHAR                  | null, x",
        "'x'         | NULL::DOUBLE              | VARCHAR                  | x, null",
        "NULL::INT   | [1, 2]                    | INTEGER[]                | null, [1, 2]",
        "TIMESTAMP '2026-01-01' | TIMESTAMP_NS '2026-01-01 00:00:00.000000001' | TIMESTAMP_NS "
            + "| 2026-01-01 00:00:00, 2026-01-01 00:00:00.000000001",
      })
  void filesAreUnitedByName(String one, String other, String type, String both) throws Exception {
    write("a", "SELECT '12e4' AS card, %s, %s AS x, 7 AS first".formatted(TIME, one));
    write("b", "SELECT 'z' AS second, %s AS x, %s, '02116' AS card".formatted(other, TIME));
    features("fraud@1");
    assertThat(query("SELECT DISTINCT typeof(x) FROM %s"), is(List.of(type.strip())));
    String values = String.join(", ", query("SELECT x::VARCHAR FROM %s ORDER BY first"));
    assertThat(values, is(both.strip()));
    assertThat(
        query("SELECT first || ' ' || coalesce(second, '-'), second FROM %s ORDER BY first"),
        is(List.of("7 -|null", "null|z")));
  }

  @Test
  void typesThatNoColumnCanHaveBothOfAreRefused() {
    write("a", "SELECT '12e4' AS card, " + TIME + ", 'x' AS x");
    write("b", "SELECT '12e4' AS card, " + TIME + ", 5 AS x");
    String message = refusal(IllegalArgumentException.class);
    assertThat(message, containsString("column 'x' is binary (STRING) in a.parquet and int32"));
    assertThat(message, containsString("--drop x"));
  }

  @Test
  void aNumberThatTheOtherFilesTypeCannotHoldIsRefused() {
    write("a", "SELECT '12e4' AS card, " + TIME + ", 1.5::DOUBLE AS x");
    write("b", "SELECT '12e4' AS card, " + TIME + ", 9007199254740993 AS x");
    assertThat(refusal(HistoryException.class), containsString("9007199254740993"));
  }

  /** As an entity that was never seen has: a null key, and an empty one, are about none. */
  @Test
  void aKeyThatIsNullHasTheFeaturesOfNothing() throws Exception {
    String columns = ", " + TIME + ", %s AS card, %s AS shop";
    write(
        "a",
        "SELECT 1 AS n"
            + columns.formatted("'12e4'", "7")
            + " UNION ALL SELECT 2"
            + columns.formatted("NULL", "8")
            + " UNION ALL SELECT 3"
            + columns.formatted("''", "NULL")
            + " UNION ALL SELECT 4"
            + columns.formatted("'unknown'", "9"));
    features("both@1");
    assertThat(
        query("SELECT card, shop, count_24h, sold_24h FROM %s ORDER BY n"),
        is(List.of("12e4|7|2|2", "null|8|0|1", "|null|0|0", "unknown|9|0|0")));
  }

  @Test
  void anIntervalIsRefused() {
    write("a", "SELECT '12e4' AS card, " + TIME + ", INTERVAL 3 DAY AS x");
    assertThat(refusal(IllegalArgumentException.class), containsString("leave it out with --drop"));
  }
}
