package io.twinstream.offline.log.parquet;

import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntervalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * Finds one type for a column whose type differs between files, such that every value stays the
 * same.
 */
public final class KeptTypes {
  /** Above this, a binary64 number may not be the value of a whole number. */
  private static final long EXACT = 1L << 53;

  private KeptTypes() {}

  /**
   * Returns the type with which a column is written: it may be missing in a file, and then is null.
   */
  public static Type written(Type type) {
    if (!type.isRepetition(Repetition.REQUIRED)) {
      return type;
    }
    if (!type.isPrimitive()) {
      return Types.optionalGroup()
          .as(type.getLogicalTypeAnnotation())
          .addFields(type.asGroupType().getFields().toArray(Type[]::new))
          .named(type.getName());
    }
    PrimitiveType flat = type.asPrimitiveType();
    return Types.optional(flat.getPrimitiveTypeName())
        .length(flat.getTypeLength())
        .as(flat.getLogicalTypeAnnotation())
        .named(type.getName());
  }

  /**
   * Reports whether a type contains intervals, which the writer's library marks so that readers see
   * nulls.
   */
  public static boolean hasInterval(Type type) {
    return type.isPrimitive()
        ? type.getLogicalTypeAnnotation() instanceof IntervalLogicalTypeAnnotation
        : type.asGroupType().getFields().stream().anyMatch(KeptTypes::hasInterval);
  }

  /** Returns a type for the values of two columns of the same name; empty if there is none. */
  public static Optional<Type> united(Type one, Type other) {
    if (isSame(one, other)) {
      return Optional.of(one);
    }
    if (isFlat(one) && isFlat(other)) {
      for (Type to : candidates(one, other)) {
        if (widening(one, to).isPresent() && widening(other, to).isPresent()) {
          return Optional.of(to);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the candidates, narrower ones first. */
  private static Type[] candidates(Type one, Type other) {
    String name = one.getName();
    return new Type[] {
      one,
      other,
      Types.optional(PrimitiveTypeName.INT64).named(name),
      Types.optional(PrimitiveTypeName.DOUBLE).named(name)
    };
  }

  private static boolean isSame(Type one, Type other) {
    return written(one).withId(0).equals(written(other).withId(0));
  }

  private static boolean isFlat(Type type) {
    return type.isPrimitive() && !type.isRepetition(Repetition.REPEATED);
  }

  /**
   * Returns how a kept value of one type becomes that of another; empty if that is impossible for
   * some values. The operator refuses values that the other type lacks.
   *
   * @throws ArithmeticException from the operator
   */
  static Optional<LongUnaryOperator> widening(Type from, Type to) {
    if (isSame(from, to)) {
      return Optional.of(LongUnaryOperator.identity());
    }
    if (!isFlat(from) || !isFlat(to)) {
      return Optional.empty();
    }
    KeptCells cells = KeptCells.of(from);
    KeptCells wide = KeptCells.of(to);
    LogicalTypeAnnotation logical = from.getLogicalTypeAnnotation();
    if (logical instanceof TimestampLogicalTypeAnnotation time) {
      return ofTime(time, to.getLogicalTypeAnnotation());
    }
    if (cells == KeptCells.FLOAT && wide == KeptCells.DOUBLE) {
      return Optional.of(LongUnaryOperator.identity());
    }
    if (!cells.isInteger(logical)) {
      return Optional.empty();
    }
    int bits = bits(from);
    boolean unsigned = isUnsigned(from);
    if (wide == KeptCells.DOUBLE && to.getLogicalTypeAnnotation() == null) {
      return unsigned && bits == Long.SIZE
          ? Optional.empty()
          : Optional.of(value -> Double.doubleToRawLongBits(exact(whole(value, unsigned, bits))));
    }
    boolean fits =
        wide.isInteger(to.getLogicalTypeAnnotation())
            && (unsigned == isUnsigned(to) ? bits <= bits(to) : unsigned && bits < bits(to));
    return fits ? Optional.of(value -> whole(value, unsigned, bits)) : Optional.empty();
  }

  private static long whole(long value, boolean unsigned, int bits) {
    return unsigned && bits < Long.SIZE ? value & 0xFFFF_FFFFL : value;
  }

  private static double exact(long whole) {
    if (Math.abs(whole) > EXACT) {
      throw new ArithmeticException(whole + " is not the value of a double");
    }
    return whole;
  }

  private static boolean isUnsigned(Type type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation whole
        && !whole.isSigned();
  }

  private static int bits(Type type) {
    if (type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation whole) {
      return whole.getBitWidth();
    }
    return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
        ? Integer.SIZE
        : Long.SIZE;
  }

  private static Optional<LongUnaryOperator> ofTime(
      TimestampLogicalTypeAnnotation from, LogicalTypeAnnotation to) {
    if (to instanceof TimestampLogicalTypeAnnotation time
        && time.isAdjustedToUTC() == from.isAdjustedToUTC()
        && perMilli(time.getUnit()) >= perMilli(from.getUnit())) {
      long factor = perMilli(time.getUnit()) / perMilli(from.getUnit());
      return Optional.of(value -> Math.multiplyExact(value, factor));
    }
    return Optional.empty();
  }

  static long perMilli(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1;
      case MICROS -> 1_000;
      case NANOS -> 1_000_000;
    };
  }
}
