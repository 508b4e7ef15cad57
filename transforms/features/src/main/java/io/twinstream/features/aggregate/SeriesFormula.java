package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.TileRows;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Window;
import io.twinstream.features.function.Formula;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.List;
import java.util.stream.IntStream;

/** Computes the values of a function over several windows, from the tiles of all of them. */
final class SeriesFormula implements Formula {
  private final TileRows tiles;
  private final Column[] columns;
  private final FeatureType element;
  private final Formula function;
  private final List<TileRange> ranges;

  /**
   * @param columns of the function, which the tiles repeat
   * @param element the type of the function's value
   */
  SeriesFormula(
      Window.Series series,
      TileRows tiles,
      List<Column> columns,
      FeatureType element,
      Formula function) {
    this.tiles = tiles;
    this.columns = columns.toArray(new Column[0]);
    this.element = element;
    this.function = function;
    this.ranges =
        IntStream.range(0, series.count())
            .mapToObj(i -> TileRange.of(series.window(i), 0))
            .toList();
  }

  @Override
  public void finish(Column.Row partials, long asOf, FeatureRow out, int index) {
    List<Column.Row> all = tiles.tiles(partials);
    ArrayValue.Builder values = ArrayValue.builder(element);
    FeatureRow value = new FeatureRow(List.of(element));
    for (TileRange range : ranges) {
      long first = range.first(asOf);
      long last = range.last(asOf);
      Column.Row sum = tiles.blank();
      for (Column.Row tile : all) {
        if (tile.get(Tiles.INDEX) >= first && tile.get(Tiles.INDEX) <= last) {
          TileTable.fold(sum, tile, columns);
        }
      }
      value.setNull(0);
      function.finish(sum, asOf, value, 0);
      values.add(value.value(0));
    }
    out.setArray(index, values.build());
  }
}
