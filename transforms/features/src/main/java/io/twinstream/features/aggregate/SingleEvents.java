package io.twinstream.features.aggregate;

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

  /** Values of more than five groups of seven bits are long. */
  private static final int LAST_SHIFT = 28;

  /** A value whose square is below 2^62: it cannot carry over a sum that is below 2^63. */
  static final long GREATEST_ROOT = (1L << 31) - 1;

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
        boolean isGreatest = ((Extreme) summary).isGreatest();
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
   * @param in at what follows its count, which is 1; then at its end
   * @param tile has room for the counts of values
   */
  void fold(StateReader in, Column.Row tile, Column.Row sum) {
    byte[] bytes = in.bytes();
    long[] all = sum.cells;
    all[Tiles.COUNT]++;
    int at = in.at();
    for (int i = 0; i < reads.length; i++) {
      Summed field = reads[i];
      int values = field.values.cell;
      long read = -1;
      int begin = at;
      if (!isValue[i]) {
        if (at < bytes.length) {
          read = bytes[at++];
        }
        if ((read & ~1L) != 0) {
          in.at(begin);
          read = in.varint();
          in.require(read >= 0 && read <= 1, "more nulls than events");
          at = in.at();
        }
        tile.cells[values] = 1 - read;
        all[values] += 1 - read;
      } else if (tile.cells[values] == 1) {
        if (at < bytes.length) {
          read = bytes[at++];
          for (int shift = 7; read < 0 && shift <= LAST_SHIFT && at < bytes.length; shift += 7) {
            read = (read & ((1L << shift) - 1)) + ((long) bytes[at++] << shift);
          }
        }
        long value = (read >>> 1) ^ -(read & 1);
        if (read < 0 || isLong(value) || (field.squares != NONE && all[field.squares] < 0)) {
          in.at(begin);
          addAny(field, in.signed(), sum);
          at = in.at();
        } else {
          add(field, value, all);
        }
      }
    }
    in.at(at);
  }

  private static boolean isLong(long value) {
    return value > GREATEST_ROOT || value < -GREATEST_ROOT;
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
