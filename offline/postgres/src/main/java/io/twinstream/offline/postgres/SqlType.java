package io.twinstream.offline.postgres;

import io.twinstream.offline.log.archive.FeatureRows;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A column type in both databases.
 *
 * @param sql its name in PostgreSQL
 * @param select SQL with which DuckDB returns a column of it; {@code %s} is the column
 * @param cell writes a value that is not null in COPY's binary format
 */
record SqlType(String sql, String select, Cell cell) {
  private static final long EPOCH_SECONDS = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
  private static final long EPOCH_MICROS = Duration.ofSeconds(EPOCH_SECONDS).toMillis() * 1000;
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\u0000");
  private static final BigInteger DIGIT = BigInteger.valueOf(10_000);

  /** Writes the value of a row's column, preceded by its length. */
  interface Cell {
    void write(ResultSet row, int column, DataOutputStream out)
        throws SQLException, IOException, Unstorable;
  }

  /** Thrown for a value that PostgreSQL cannot store: text with the character NUL. */
  static final class Unstorable extends Exception {
    private static final long serialVersionUID = 1;

    private Unstorable() {
      super(null, null, false, false);
    }
  }

  /**
   * Returns the type for a type of DuckDB.
   *
   * @throws IllegalArgumentException if no table of features has such columns
   */
  static SqlType of(String duck) {
    return switch (duck) {
      // Bytes are compared as in DuckDB, whatever the collation of the database.
      case "VARCHAR" -> new SqlType("text COLLATE \"C\"", "%s", SqlType::text);
      case "INTEGER" -> new SqlType("integer", "%s", SqlType::int32);
      case "BIGINT" -> new SqlType("bigint", "%s", SqlType::int64);
      case "DOUBLE" -> new SqlType("double precision", "%s", SqlType::float64);
      case "BOOLEAN" -> new SqlType("boolean", "%s", SqlType::truth);
      case "TIMESTAMP WITH TIME ZONE" ->
          new SqlType("timestamp with time zone", "epoch_us(%s)", SqlType::instant);
      case "BLOB" -> new SqlType("bytea", "%s", SqlType::bytes);
      default -> {
        if (duck.endsWith("[]") || duck.startsWith("STRUCT(")) {
          yield new SqlType("jsonb", FeatureRows.json(duck, "%1$s"), SqlType::json);
        }
        if (duck.startsWith("DECIMAL(")) {
          yield new SqlType(duck.replace("DECIMAL", "numeric"), "%s", SqlType::decimal);
        }
        throw new IllegalArgumentException("no column of features is of type " + duck);
      }
    };
  }

  private static void text(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException, Unstorable {
    String text = row.getString(column);
    if (text.indexOf('\0') >= 0) {
      throw new Unstorable();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void bytes(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    byte[] bytes = row.getBytes(column);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Writes the version of the format, and the text. */
  private static void json(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException, Unstorable {
    String text = row.getString(column);
    if (NUL.matcher(text).find()) {
      throw new Unstorable();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(1 + bytes.length);
    out.writeByte(1);
    out.write(bytes);
  }

  private static void int32(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    out.writeInt(Integer.BYTES);
    out.writeInt(row.getInt(column));
  }

  private static void int64(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(row.getLong(column));
  }

  private static void float64(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    out.writeInt(Double.BYTES);
    out.writeDouble(row.getDouble(column));
  }

  private static void truth(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    out.writeInt(Byte.BYTES);
    out.writeByte(row.getBoolean(column) ? 1 : 0);
  }

  /** Writes microseconds since 2000. */
  private static void instant(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(Math.subtractExact(row.getLong(column), EPOCH_MICROS));
  }

  /** Writes digits in base 10,000, with the point between two of them. */
  private static void decimal(ResultSet row, int column, DataOutputStream out)
      throws SQLException, IOException {
    BigDecimal value = row.getBigDecimal(column);
    int scale = value.scale();
    int fraction = (scale + 3) / 4;
    BigInteger rest = value.abs().movePointRight(4 * fraction).toBigIntegerExact();
    short[] digits = new short[64];
    int count = 0;
    for (; rest.signum() != 0; count++) {
      BigInteger[] divided = rest.divideAndRemainder(DIGIT);
      digits[count] = divided[1].shortValueExact();
      rest = divided[0];
    }
    out.writeInt((4 + count) * Short.BYTES);
    out.writeShort(count);
    out.writeShort(count - fraction - 1);
    out.writeShort(value.signum() < 0 ? 0x4000 : 0);
    out.writeShort(scale);
    while (count > 0) {
      out.writeShort(digits[--count]);
    }
  }
}
