package io.twinstream.offline.log.parquet;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** How the unchanged values of a Parquet type are held in a field, and written again. */
public enum KeptCells {
  INT32 {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.int32((int) row.bits(slot));
    }
  },
  INT64 {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.int64(row.bits(slot));
    }
  },
  /** Milliseconds are near the time of the row, so they encode to few bytes. */
  MILLIS {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.int64(row.bits(slot));
    }
  },
  BOOLEAN {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.truth(row.bits(slot) != 0);
    }
  },
  FLOAT {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.float32((float) Double.longBitsToDouble(row.bits(slot)));
    }
  },
  DOUBLE {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.float64(Double.longBitsToDouble(row.bits(slot)));
    }
  },
  BYTES {
    @Override
    void value(Event row, int slot, CellWriter out) {
      out.bytes(KeptText.bytes(row.text(slot)));
    }
  },
  NESTED {
    @Override
    void value(Event row, int slot, CellWriter out) {
      NestedCells.write(KeptText.bytes(row.text(slot)), out);
    }
  };

  public static KeptCells of(Type type) {
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      return NESTED;
    }
    PrimitiveType flat = type.asPrimitiveType();
    return switch (flat.getPrimitiveTypeName()) {
      case INT32 -> INT32;
      case INT64 -> isMillis(flat.getLogicalTypeAnnotation()) ? MILLIS : INT64;
      case BOOLEAN -> BOOLEAN;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> BYTES;
    };
  }

  private static boolean isMillis(LogicalTypeAnnotation logical) {
    return logical instanceof TimestampLogicalTypeAnnotation time
        && time.getUnit() == TimeUnit.MILLIS;
  }

  /** Returns the type of the field that holds such values. */
  public FieldType form() {
    return switch (this) {
      case INT32, INT64 -> FieldType.LONG;
      case MILLIS -> FieldType.TIMESTAMP;
      case BOOLEAN -> FieldType.BOOLEAN;
      case FLOAT, DOUBLE -> FieldType.DOUBLE;
      case BYTES, NESTED -> FieldType.STRING;
    };
  }

  /**
   * Reports whether a field already has exactly the bits of the values of a type, and null for
   * null.
   */
  public static boolean isSame(FieldType field, Type type) {
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    KeptCells cells = of(type);
    return switch (field.kind()) {
      case LONG -> cells.isInteger(logical);
      case BOOLEAN -> cells == BOOLEAN;
      case TIMESTAMP ->
          cells == MILLIS && ((TimestampLogicalTypeAnnotation) logical).isAdjustedToUTC();
      case DECIMAL ->
          logical instanceof DecimalLogicalTypeAnnotation decimal
              && (cells == INT32 || cells == INT64)
              && decimal.getScale() == field.scale();
      case DOUBLE, STRING, BYTES, ARRAY -> false; // 0.0 for -0.0, and null for empty text
    };
  }

  /** Reports whether values with a logical type are plain whole numbers. */
  boolean isInteger(LogicalTypeAnnotation logical) {
    return (this == INT32 || this == INT64)
        && (logical == null || logical instanceof IntLogicalTypeAnnotation);
  }

  /** Writes the value of a row, or null. */
  public final void write(Event row, int slot, CellWriter out) {
    if (row.isNull(slot)) {
      out.nothing();
    } else {
      value(row, slot, out);
    }
  }

  abstract void value(Event row, int slot, CellWriter out);
}
