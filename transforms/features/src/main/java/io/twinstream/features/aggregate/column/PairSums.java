package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.math.BigInteger;

/**
 * The exact sums of x, y, x^2, y^2 and xy over the events that have values in both of two fields,
 * and the number of these events. An event with one of the values only does not count.
 *
 * <p>Values are below 2^63, so sums of 2^64 of them need 128 bits, and sums of their products 192.
 */
public final class PairSums extends Column {
  /** The number of longs of each sum, and its place after the number of pairs. */
  private enum Part {
    X(1, 2),
    Y(3, 2),
    XX(5, 3),
    YY(8, 3),
    XY(11, 3);

    private final int at;
    private final int width;

    Part(int at, int width) {
      this.at = at;
      this.width = width;
    }
  }

  private static final Part[] PARTS = Part.values();
  private static final int CELLS = 14;

  private final int slotX;
  private final int slotY;
  private final Field x;
  private final Field y;

  public PairSums(int cell, int object, int slotX, Field x, int slotY, Field y) {
    super(cell, object);
    this.slotX = slotX;
    this.slotY = slotY;
    this.x = x;
    this.y = y;
  }

  @Override
  public String describe() {
    return "pairs(" + x + ", " + y + ")";
  }

  @Override
  public String label() {
    return "pairs of " + x.name() + " and " + y.name();
  }

  @Override
  public String show(Row row) {
    return Long.toString(n(row));
  }

  @Override
  public int cells() {
    return CELLS;
  }

  /** Returns the number of pairs. */
  public long n(Row row) {
    return row.get(cell);
  }

  /** Returns {@code n * sum(x^2) - sum(x)^2}: n^2 times the population variance of x, unscaled. */
  public BigInteger spreadX(Row row) {
    return spread(row, Part.XX, Part.X, Part.X);
  }

  /** Returns {@code n * sum(y^2) - sum(y)^2}: n^2 times the population variance of y, unscaled. */
  public BigInteger spreadY(Row row) {
    return spread(row, Part.YY, Part.Y, Part.Y);
  }

  /**
   * Returns {@code n * sum(xy) - sum(x) * sum(y)}: n^2 times the population covariance, unscaled.
   */
  public BigInteger spreadXy(Row row) {
    return spread(row, Part.XY, Part.X, Part.Y);
  }

  private BigInteger spread(Row row, Part product, Part a, Part b) {
    return BigInteger.valueOf(n(row))
        .multiply(sum(row, product))
        .subtract(sum(row, a).multiply(sum(row, b)));
  }

  private BigInteger sum(Row row, Part part) {
    return Wide.get(row.cells, row.base + cell + part.at, part.width);
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < CELLS; i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, Event event) {
    if (!event.isNull(slotX) && !event.isNull(slotY)) {
      add(row, event.bits(slotX), event.bits(slotY));
    }
  }

  private void add(Row row, long valueX, long valueY) {
    int at = row.base + cell;
    row.cells[at]++;
    Wide.add(row.cells, at + Part.X.at, valueX, valueX >> 63);
    Wide.add(row.cells, at + Part.Y.at, valueY, valueY >> 63);
    Wide.addProduct(row.cells, at + Part.XX.at, valueX, valueX);
    Wide.addProduct(row.cells, at + Part.YY.at, valueY, valueY);
    Wide.addProduct(row.cells, at + Part.XY.at, valueX, valueY);
  }

  @Override
  public void merge(Row into, Row from) {
    int at = into.base + cell;
    into.cells[at] += n(from);
    for (Part part : PARTS) {
      int own = cell + part.at;
      if (part.width == 2) {
        Wide.add(into.cells, at + part.at, from.get(own), from.get(own + 1));
      } else {
        Wide.add(into.cells, at + part.at, from.get(own), from.get(own + 1), from.get(own + 2));
      }
    }
  }

  /** Encodes one pair as its values, of which all sums follow. */
  @Override
  public void encode(Row row, StateWriter out) {
    long n = n(row);
    out.varint(n);
    if (n == 1) {
      out.signed(row.get(cell + Part.X.at));
      out.signed(row.get(cell + Part.Y.at));
    } else if (n > 1) {
      for (Part part : PARTS) {
        Wide.write(row.cells, row.base + cell + part.at, part.width, out);
      }
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    long n = in.varint();
    in.require(n >= 0 && n <= row.get(Tiles.COUNT), "more pairs than events");
    if (n == 1) {
      add(row, in.signed(), in.signed());
    } else if (n > 1) {
      row.set(cell, n);
      for (Part part : PARTS) {
        Wide.read(row.cells, row.base + cell + part.at, part.width, in);
      }
    }
  }
}
