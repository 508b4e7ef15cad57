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
 * Decodes and merges tiles of a single event, which most tiles are. It works for tables whose
 * columns only count and sum up: each value is read once and merged into all summaries of its
 * field.
 */
final class SingleEvents {
  /*
   * Together with WindowReader's loop over the columns of other tiles, this is most of the cost of
   * a request for many entities. Long values, and values whose sum may carry, go through the
   * columns themselves.
   */

  /**
   * Values up to this have squares below 2^62, so adding a square to a sum below 2^63 cannot carry.
   */
  private static final long GREATEST_ROOT = (1L << 31) - 1;

  private static final int NONE = -1;

  /**
   * A field and the cells of its summaries; {@link #NONE} for each summary that the table does not
   * have.
   */
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
        sum = power.power() == 1 ? power.cell : sum;
        squares = power.power() == 2 ? power.cell : squares;
      } else {
        boolean isGreatest = ((MinMax) summary).isGreatest();
        least = isGreatest ? least : summary.cell;
        greatest = isGreatest ? summary.cell : greatest;
      }
    }
  }

  /** In the order of the bytes of a tile: first the number of nulls of a field, later its value. */
  private final Summed[] reads;

  private final boolean[] isValue;

  private SingleEvents(List<Summed> reads, boolean[] isValue) {
    this.reads = reads.toArray(new Summed[0]);
    this.isValue = isValue;
  }

  /** Returns the decoder for a table, or null if the table has columns of other kinds. */
  static SingleEvents of(Column[] columns) {
    List<Summed> fields = new ArrayList<>();
    List<Summed> reads = new ArrayList<>();
    boolean[] isValue = new boolean[columns.length];
    for (Column column : columns) {
      if (column instanceof ValueCount values) {
        Summed field = new Summed(values);
        fields.add(field);
        reads.add(field);
      } else if (column instanceof Summary summary && isRead(summary)) {
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

  private static boolean isRead(Summary summary) {
    return summary instanceof MinMax || summary instanceof PowerSum sum && sum.power() <= 2;
  }

  /**
   * Reads a tile and merges it.
   *
   * @param begin the offset after the tile's count, which is 1
   * @param tile a row with room for the counts of values
   * @return the offset at which the tile ends
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
