package io.twinstream.offline.log.file;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Infers the type of a CSV column. It is a number only if each value, parsed and written again in a
 * usual form, gives the same text. So {@code 02116}, {@code 12e4} and whole numbers of twenty
 * digits make a column text, and {@code 1.50} with {@code 12.00} make it a decimal.
 */
public final class CsvType {
  /** The number of decimal digits that a binary64 number always preserves. */
  private static final int SURE_DIGITS = 15;

  private static final double LEAST_PLAIN = 1e-4;
  private static final double LEAST_SCIENTIFIC = 1e16;

  /** Whole numbers without a point, as spreadsheets and JavaScript write them. */
  private static final Pattern SHORT = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d*[1-9])?");

  /** Always with a point, as Python, Java and their data frames write them. */
  private static final Pattern POINTED =
      Pattern.compile(
          "-?(0|[1-9]\\d*)\\.(0|\\d*[1-9])|-?[1-9](\\.\\d*[1-9])?e[+-](\\d\\d|[1-9]\\d\\d)");

  /**
   * With the same number of digits after the point in all values, as amounts of money are written.
   */
  private static final Pattern FIXED = Pattern.compile("-?(0|[1-9]\\d*)\\.\\d+");

  private static final int MAX_DIGITS = 18;

  private boolean isEmpty = true;
  private int scale = -1;
  private boolean isWhole = true;
  private boolean isShort = true;
  private boolean isPointed = true;

  /** Adds a value that is not empty. */
  void add(String cell) {
    int digits = isFixed(cell) ? cell.length() - 1 - cell.indexOf('.') : 0;
    scale = isEmpty || digits == scale ? digits : 0;
    isEmpty = false;
    isWhole = isWhole && isWhole(cell);
    if (!isWhole) {
      isShort = isShort && isNumber(SHORT, cell);
      isPointed = isPointed && isNumber(POINTED, cell);
    } else {
      isPointed = false;
      isShort = isShort && cell.length() <= SURE_DIGITS;
    }
  }

  Type type(String column) {
    if (!isEmpty && isWhole) {
      return Types.optional(PrimitiveTypeName.INT64).named(column);
    }
    if (!isEmpty && (isShort || isPointed)) {
      return Types.optional(PrimitiveTypeName.DOUBLE).named(column);
    }
    if (scale > 0) {
      return Types.optional(PrimitiveTypeName.INT64)
          .as(LogicalTypeAnnotation.decimalType(scale, MAX_DIGITS))
          .named(column);
    }
    return text(column);
  }

  /** Minus zero is not a fixed-point number. */
  private static boolean isFixed(String cell) {
    return cell.length() <= MAX_DIGITS
        && FIXED.matcher(cell).matches()
        && !(cell.charAt(0) == '-' && cell.chars().noneMatch(c -> c >= '1' && c <= '9'));
  }

  public static Type text(String column) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(column);
  }

  private static boolean isWhole(String cell) {
    char first = cell.charAt(0);
    if (cell.length() > 20 || (first != '-' && (first < '0' || first > '9'))) {
      return false;
    }
    try {
      return Long.toString(Long.parseLong(cell)).equals(cell);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isNumber(Pattern form, String cell) {
    if (!form.matcher(cell).matches()) {
      return false;
    }
    double number = Double.parseDouble(cell);
    double size = Math.abs(number);
    if (cell.startsWith("-0") && number == 0) {
      return form == POINTED && cell.equals("-0.0");
    }
    boolean isScientific = cell.indexOf('e') >= 0;
    boolean isWritten =
        form == SHORT
            || isScientific != (number == 0 || size >= LEAST_PLAIN && size < LEAST_SCIENTIFIC);
    return isWritten && size < 1e300 && (number == 0 || size > 1e-300) && isExact(number, cell);
  }

  /**
   * Reports whether the number is written with these digits, and not with others that parse to the
   * same number.
   */
  private static boolean isExact(double number, String cell) {
    BigDecimal digits = new BigDecimal(cell);
    return digits.stripTrailingZeros().precision() <= SURE_DIGITS
        || new BigDecimal(Double.toString(number)).compareTo(digits) == 0;
  }
}
