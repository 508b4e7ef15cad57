package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.Exact;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.aggregate.column.register.Entry;
import io.twinstream.features.aggregate.column.register.Register;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.function.Formula;
import io.twinstream.features.row.FeatureRow;
import java.util.List;

/** What the formulas of several functions need. */
final class Values {
  private Values() {}

  /** Returns a formula without a value if the window contains no value of a field. */
  static Formula ifAny(ValueCount values, Formula formula) {
    int cell = values.cell;
    return (row, asOf, out, i) -> {
      if (row.get(cell) > 0) {
        formula.finish(row, asOf, out, i);
      }
    };
  }

  /** Returns the exact value of a whole number of milliseconds in seconds. */
  static double seconds(long millis) {
    return Exact.decimal(millis, 3);
  }

  /** Returns the double nearest to a quotient of counts. */
  static double share(long part, long all) {
    return Exact.ratio(part, all, 0);
  }

  /** Sets a number; infinite ones and NaN stay null. */
  static void setIfFinite(FeatureRow out, int i, double value) {
    if (Double.isFinite(value)) {
      out.setDouble(i, value);
    }
  }

  /** Sets the value of a field that is no text. */
  static void set(FeatureRow out, int i, FieldType type, long bits) {
    if (type.kind() == FieldType.Kind.DECIMAL) {
      out.setDouble(i, Exact.decimal(bits, type.scale()));
    } else {
      out.setBits(i, bits);
    }
  }

  /** Returns a formula of the value of one entry of a register; none if it has fewer entries. */
  static Formula entry(Register register, FieldType type, int place) {
    boolean text = type.kind() == FieldType.Kind.STRING;
    return (row, asOf, out, i) -> {
      List<Entry> entries = register.entries(row);
      if (entries.size() > place) {
        Entry entry = entries.get(place);
        if (text) {
          out.setText(i, entry.text());
        } else {
          set(out, i, type, entry.bits());
        }
      }
    };
  }
}
