package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.Ordering;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.Summary;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.bytes.ByteReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes in tiles of one event, which is what most tiles are, of a table that only counts and sums
 * up: each value is read once, and taken at once into all that sums up its field.
 */
final class SingleEvents {
  /*
   * With WindowReader's loop over the columns of other tiles this is most of what a request of many
   * entities costs. What is long, or may carry, goes through the columns themselves.
   */

  /** A value whose square is below 2^62: it cannot carry over a sum that is below 2^63. */
  private static final long GREATEST_ROOT = (1L << 31) - 1;

  private static final int NONE = -1;

  /** A field, and the cells of what sums it up; {@link #NONE} for what the table does not have. */
  private static final class Summed {
    private final ValueCount values;
    private final List<Summary> summaries = new ArrayList<>();
    private int sum = NONE;
    private int squares = NONE;
    private int least = NONE;
    private int greatest = NONE;

    Summed(ValueCount values) {
      this.values = values;
    }

    void add(Summary summary) {
      summaries.add(summary);
      if (summary instanceof PowerSum power) {
        sum = power.isOfSquares() ? sum : power.cell;
        squares = power.isOfSquares() ? power.cell : squares;
      } else {
        boolean isGreatest = ((MinMax) summary).isGreatest();
        least = isGreatest ? least : summary.cell;
        greatest = isGreatest ? summary.cell : greatest;
      }
    }
  }

  /** In the order in which a tile has them: first how many nulls a field has, later its value. */
  private final Summed[] reads;

  private final boolean[] isValue;

  private SingleEvents(List<Summed> reads, boolean[] isValue) {
    this.reads = reads.toArray(new Summed[0]);
    this.isValue = isValue;
  }

  /** What takes in the single events of a table; null if it has columns of other kinds. */
  static SingleEvents of(Column[] columns) {
    List<Summed> fields = new ArrayList<>();
    List<Summed> reads = new ArrayList<>();
    boolean[] isValue = new boolean[columns.length];
    for (Column column : columns) {
      if (column instanceof ValueCount values) {
        Summed field = new Summed(values);
        fields.add(field);
        reads.add(field);
      } else if (column instanceof Summary summary) {
        Summed field =
            fields.stream().filter(f -> f.values == summary.values).findFirst().orElseThrow();
        field.add(summary);
        if (summary.first == null) {
          isValue[reads.size()] = true;
          reads.add(field);
        }
      } else {
        return null;
      }
    }
    return new SingleEvents(reads, isValue);
  }

  /**
   * Takes a tile in.
   *
   * @param begin where what follows its count is, which is 1
   * @param tile has room for the counts of values
   * @return where the tile ends
   */
  int fold(StateReader in, int begin, Column.Row tile, Column.Row sum) {
    byte[] bytes = in.bytes();
    long[] all = sum.cells;
    all[Tiles.COUNT]++;
    int at = begin;
    for (int i = 0; i < reads.length; i++) {
      Summed field = reads[i];
      int values = field.values.cell;
      if (!isValue[i]) {
        long nulls = at < bytes.length ? bytes[at] : -1;
        if ((nulls & ~1L) == 0) {
          at++;
        } else {
          in.at(at);
          nulls = in.varint();
          in.require(nulls >= 0 && nulls <= 1, "more nulls than events");
          at = in.at();
        }
        tile.cells[values] = 1 - nulls;
        all[values] += 1 - nulls;
      } else if (tile.cells[values] == 1) {
        if (at <= bytes.length - Long.BYTES) {
          long groups = ByteReader.groups(bytes, at);
          long end = ByteReader.shortEnd(groups);
          long zigzag = ByteReader.shortValue(groups, end);
          long value = (zigzag >>> 1) ^ -(zigzag & 1);
          if (ByteReader.isShort(end) && !mayCarry(field, value, all)) {
            add(field, value, all);
            at += ByteReader.shortLength(end);
            continue;
          }
        }
        in.at(at);
        addAny(field, in.signed(), sum);
        at = in.at();
      }
    }
    return at;
  }

  private static boolean mayCarry(Summed field, long value, long[] all) {
    return field.squares != NONE
        && (value > GREATEST_ROOT || value < -GREATEST_ROOT || all[field.squares] < 0);
  }

  private static void add(Summed field, long value, long[] all) {
    if (field.sum != NONE) {
      long low = all[field.sum] + value;
      long carry = Long.compareUnsigned(low, value) < 0 ? 1 : 0;
      all[field.sum] = low;
      all[field.sum + 1] += (value >> 63) + carry;
    }
    if (field.squares != NONE) {
      all[field.squares] += value * value;
    }
    if (field.least != NONE) {
      all[field.least] = Math.min(all[field.least], value);
    }
    if (field.greatest != NONE) {
      all[field.greatest] = Math.max(all[field.greatest], value);
    }
  }

  private static void addAny(Summed field, long ordered, Column.Row sum) {
    for (Summary summary : field.summaries) {
      summary.add(sum, Ordering.ordered(summary.field.type(), ordered));
    }
  }
}
