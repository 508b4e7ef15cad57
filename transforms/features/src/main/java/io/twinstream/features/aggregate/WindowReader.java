package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.Summary;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.function.Formula;
import io.twinstream.features.row.FeatureRow;
import java.util.Arrays;

/**
 * Evaluates the windows of a table straight from the bytes of a state, in one pass. Consecutive
 * tiles that the same windows see are merged as they are read; the result is then merged into each
 * of those windows.
 */
final class WindowReader {
  /** The features of one window of one table. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared by value.
  record Plan(int table, TileRange range, Column[] columns, int[] features, Formula[] formulas) {

    /** Sets the values of the features. */
    void finish(Column.Row partials, long asOf, FeatureRow row) {
      for (int i = 0; i < features.length; i++) {
        formulas[i].finish(partials, asOf, row, features[i]);
      }
    }
  }

  /*
   * This loop is most of the cost of a request for many entities. It reads and merges counts, sums,
   * minima and maxima by the kind of the column, without a method call or a row per tile. Rare or
   * long values go through the column itself, so each form is implemented in one place only.
   */
  private static final byte OTHER = 0;
  private static final byte VALUES = 1;
  private static final byte SUM = 2;
  private static final byte SQUARES = 3;
  private static final byte LEAST = 4;
  private static final byte GREATEST = 5;

  /** Integers of more than five groups of seven bits take the slow path. */
  private static final int LAST_SHIFT = 28;

  private final TileTable table;
  private final Plan[] windows;
  private final Column[] columns;
  private final byte[] kinds;
  private final int[] cells;

  /** Per column, the cell of the value count that decides how a summary is written. */
  private final int[] valueCells;

  /** Null if the table has columns that only their own class can read. */
  private final SingleEvents single;

  /** The merge of no tiles; never changed. */
  private final Column.Row nothing;

  private final ThreadLocal<Scratch> scratch;

  /**
   * The buffers of a thread, reused from state to state. They do not refer to the reader, so the
   * views that are no longer served can be garbage collected.
   */
  private static final class Scratch {
    private final Column.Row tile;
    private final Column.Row alike;
    private final Column.Row[] sums;

    /** Per window, the first and the last index that it sees. */
    private final long[] bounds;

    Scratch(TileTable table, int windows) {
      tile = table.blankRow();
      alike = table.blankRow();
      sums = new Column.Row[windows];
      Arrays.setAll(sums, i -> table.blankRow());
      bounds = new long[2 * windows];
    }

    boolean sees(int window, long index) {
      return index >= bounds[2 * window] && index <= bounds[2 * window + 1];
    }
  }

  WindowReader(TileTable table, Plan[] windows) {
    this.table = table;
    this.windows = windows;
    this.columns = table.columns();
    this.kinds = new byte[columns.length];
    this.cells = new int[columns.length];
    this.valueCells = new int[columns.length];
    this.single = SingleEvents.of(columns);
    this.nothing = table.blankRow();
    this.scratch = ThreadLocal.withInitial(() -> new Scratch(table, windows.length));
    for (int i = 0; i < columns.length; i++) {
      kinds[i] = kind(columns[i]);
      cells[i] = columns[i].cell;
      if (columns[i] instanceof Summary summary) {
        valueCells[i] = summary.values.cell;
      }
      columns[i].clear(nothing);
    }
    for (Column column : columns) {
      for (int i = 0; i < columns.length; i++) {
        if (column.repeats(columns[i])) {
          kinds[i] = OTHER; // The other kinds do not set the cells of the tile.
        }
      }
    }
  }

  private static byte kind(Column column) {
    if (column instanceof PowerSum sum) {
      return sum.power() == 1 ? SUM : sum.power() == 2 ? SQUARES : OTHER;
    }
    if (column instanceof MinMax extreme) {
      return extreme.isGreatest() ? GREATEST : LEAST;
    }
    return column instanceof ValueCount ? VALUES : OTHER;
  }

  /**
   * Reads the table and sets the features of its windows.
   *
   * @param t the effective as-of instant, in milliseconds
   */
  void read(StateReader in, long t, FeatureRow out) {
    Scratch own = scratch.get();
    bounds(t, own.bounds);
    for (Column.Row sum : own.sums) {
      sum.copy(nothing);
    }
    Column.Row into = own.alike;
    long from = 0;
    long to = Long.MIN_VALUE;
    long index = 0;
    int n = table.count(in);
    byte[] bytes = in.bytes();
    int at = in.at();
    for (int i = 0; i < n; i++) {
      long groups = at <= bytes.length - Long.BYTES ? ByteReader.groups(bytes, at) : -1;
      long end = ByteReader.shortEnd(groups);
      if (i > 0 && ByteReader.isShort(end)) {
        long next = index + 1 + ByteReader.shortValue(groups, end);
        in.require(next > index, "tiles out of order");
        index = next;
        at += ByteReader.shortLength(end);
      } else {
        in.at(at);
        index = table.index(in, i, index);
        at = in.at();
      }
      if (i == 0 || index > to) {
        if (into == own.alike && i > 0) {
          close(own, from);
        }
        from = index;
        to = lastAlike(own.bounds, index);
        into = open(own, index);
      }
      own.tile.cells[Tiles.INDEX] = index;
      at = fold(in, at, own.tile, into);
    }
    in.at(at);
    if (into == own.alike && n > 0) {
      close(own, from);
    }
    for (int i = 0; i < windows.length; i++) {
      windows[i].finish(own.sums[i], t, out);
    }
  }

  /**
   * Returns the row into which to merge tiles from this index on: that of the only window that sees
   * them, or the shared one.
   */
  private Column.Row open(Scratch own, long index) {
    int seeing = 0;
    int last = 0;
    for (int i = 0; i < windows.length; i++) {
      if (own.sees(i, index)) {
        seeing++;
        last = i;
      }
    }
    if (seeing == 1) {
      return own.sums[last];
    }
    own.alike.copy(nothing);
    return own.alike;
  }

  private void bounds(long t, long[] bounds) {
    for (int i = 0; i < windows.length; i++) {
      bounds[2 * i] = windows[i].range().first(t);
      bounds[2 * i + 1] = windows[i].range().last(t);
    }
  }

  /** Returns the last index up to which the same windows see every tile. */
  private static long lastAlike(long[] bounds, long index) {
    long last = Long.MAX_VALUE;
    for (int i = 0; i < bounds.length; i += 2) {
      if (index < bounds[i]) {
        last = Math.min(last, bounds[i] - 1);
      } else if (index <= bounds[i + 1]) {
        last = Math.min(last, bounds[i + 1]);
      }
    }
    return last;
  }

  /** Merges the shared row into each window that sees it. */
  private void close(Scratch own, long index) {
    for (int i = 0; i < windows.length; i++) {
      if (own.sees(i, index)) {
        Column.Row sum = own.sums[i];
        if (sum.get(Tiles.COUNT) == 0) {
          sum.copy(own.alike);
        } else {
          TileTable.fold(sum, own.alike, windows[i].columns());
        }
      }
    }
  }

  /** Reads a tile after its index, merges it, and returns the offset at which it ends. */
  private int fold(StateReader in, int begin, Column.Row tile, Column.Row sum) {
    byte[] bytes = in.bytes();
    if (single != null && begin < bytes.length && bytes[begin] == 1) {
      return single.fold(in, begin + 1, tile, sum);
    }
    in.at(begin);
    long count = table.tileCount(in);
    long[] own = tile.cells;
    long[] all = sum.cells;
    own[Tiles.COUNT] = count;
    all[Tiles.COUNT] += count;
    int at = in.at();
    for (int i = 0; i < kinds.length; i++) {
      byte kind = kinds[i];
      int cell = cells[i];
      int from = at;
      long value = -1;
      if (kind >= SUM && own[valueCells[i]] <= 1) {
        // One value or none: the column decides the form.
        at = foldAny(columns[i], in, from, tile, sum);
        continue;
      }
      if (kind != OTHER && at < bytes.length) {
        value = bytes[at++];
        for (int shift = 7; value < 0 && shift <= LAST_SHIFT && at < bytes.length; shift += 7) {
          value = (value & ((1L << shift) - 1)) + ((long) bytes[at++] << shift);
        }
      }
      long signed = (value >>> 1) ^ -(value & 1);
      if (value < 0 || (kind == SQUARES && (signed | all[cell]) < 0)) {
        at = foldAny(columns[i], in, from, tile, sum); // Long, or the sum may carry.
        continue;
      }
      switch (kind) {
        case VALUES -> {
          in.require(value <= count, "more nulls than events");
          own[cell] = count - value;
          all[cell] += count - value;
        }
        case SUM -> {
          long low = all[cell] + signed;
          long carry = Long.compareUnsigned(low, signed) < 0 ? 1 : 0;
          all[cell] = low;
          all[cell + 1] += (signed >> 63) + carry;
        }
        case SQUARES -> all[cell] += signed;
        case LEAST -> all[cell] = Math.min(all[cell], signed);
        default -> all[cell] = Math.max(all[cell], signed);
      }
    }
    return at;
  }

  /**
   * Reads and merges a partial aggregate with the methods of its column, and returns the offset at
   * which it ends.
   */
  private static int foldAny(
      Column column, StateReader in, int begin, Column.Row tile, Column.Row sum) {
    in.at(begin);
    column.clear(tile);
    column.decode(tile, in);
    column.merge(sum, tile);
    return in.at();
  }
}
