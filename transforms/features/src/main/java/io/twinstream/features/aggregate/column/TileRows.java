package io.twinstream.features.aggregate.column;

import java.util.List;
import java.util.stream.Collectors;

/** The partial aggregates of each tile of a window, from which several windows can be made. */
public final class TileRows extends GatheredTiles<Column.Row> {
  private final int width;
  private final int references;

  /**
   * @param columns whose partial aggregates to repeat
   */
  public TileRows(int cell, int object, List<Column> columns) {
    super(cell, object, columns, Row.class);
    this.width = columns.stream().mapToInt(c -> c.cell + c.cells()).reduce(2, Math::max);
    this.references = columns.stream().mapToInt(c -> c.object + c.objects()).reduce(0, Math::max);
  }

  @Override
  public String describe() {
    return columns.stream().map(Column::describe).collect(Collectors.joining(", ", "rows(", ")"));
  }

  @Override
  public long worstBytes() {
    return (long) Long.BYTES * (width + references);
  }

  /** Returns a row of no events with the places of the columns. */
  public Row blank() {
    Row row = new Row();
    row.cells = new long[width];
    row.objects = new Object[references];
    columns.forEach(column -> column.clear(row));
    return row;
  }

  @Override
  long index(Row tile) {
    return tile.get(Tiles.INDEX);
  }

  /** Objects are shared, since they are never changed. */
  @Override
  Row copy(Row row, long index) {
    Row copy = new Row();
    copy.cells = new long[width];
    copy.objects = new Object[references];
    copy.set(Tiles.INDEX, index);
    copy.set(Tiles.COUNT, row.get(Tiles.COUNT));
    for (Column column : columns) {
      for (int i = 0; i < column.cells(); i++) {
        copy.set(column.cell + i, row.get(column.cell + i));
      }
      for (int i = 0; i < column.objects(); i++) {
        copy.object(column.object + i, row.object(column.object + i));
      }
    }
    return copy;
  }
}
