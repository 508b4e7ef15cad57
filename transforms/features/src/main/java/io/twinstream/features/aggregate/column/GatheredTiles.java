package io.twinstream.features.aggregate.column;

import io.twinstream.features.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The contents of other columns in each tile of a window, not merged, for functions whose value
 * depends on which tile an event is in. It writes no bytes, since the columns that it repeats do;
 * they precede it in a tile.
 *
 * <p>A row is either one tile, or merges tiles of different indexes. Its object is null for no
 * tile, a content for one, and a pair of objects for several: a merge takes the same time for any
 * number of tiles.
 *
 * @param <T> the contents of a tile
 */
public abstract class GatheredTiles<T> extends Column {
  private record Both(Object a, Object b) {}

  final List<Column> columns;
  private final Class<T> type;

  GatheredTiles(int cell, int object, List<Column> columns, Class<T> type) {
    super(cell, object);
    this.columns = List.copyOf(columns);
    this.type = type;
  }

  /** Copies the contents of a tile. */
  abstract T copy(Row row, long index);

  /** Returns the index of a tile. */
  abstract long index(T tile);

  @Override
  public final boolean repeats(Column column) {
    return columns.contains(column);
  }

  @Override
  public String label() {
    return "tiles";
  }

  @Override
  public String show(Row row) {
    return Integer.toString(tiles(row).size());
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  @Override
  public void clear(Row row) {
    row.object(object, null);
  }

  @Override
  public void add(Row row, Event event) {
    repeat(row, row.get(Tiles.INDEX));
  }

  private void repeat(Row row, long index) {
    row.object(object, copy(row, index));
  }

  @Override
  public void merge(Row into, Row from) {
    Object a = into.object(object);
    Object b = from.object(object);
    if (a == null || b == null) {
      into.object(object, a == null ? b : a);
    } else if (type.isInstance(a)
        && type.isInstance(b)
        && index(type.cast(a)) == index(type.cast(b))) {
      repeat(into, index(type.cast(a))); // The columns before this one have merged this tile.
    } else {
      into.object(object, new Both(a, b));
    }
  }

  /** Returns the tiles in ascending order of index. They must not be changed. */
  public List<T> tiles(Row row) {
    List<T> tiles = new ArrayList<>();
    Deque<Object> left = new ArrayDeque<>();
    for (Object next = row.object(object); next != null; next = left.poll()) {
      if (next instanceof Both both) {
        left.push(both.b);
        left.push(both.a);
      } else {
        tiles.add(type.cast(next));
      }
    }
    tiles.sort(Comparator.comparingLong(this::index));
    return tiles;
  }

  @Override
  public void encode(Row row, StateWriter out) {
    // The other columns write their contents.
  }

  @Override
  public void decode(Row row, StateReader in) {
    repeat(row, row.get(Tiles.INDEX));
  }
}
