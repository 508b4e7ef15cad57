package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.upsert.ChangeTiles;
import java.util.Set;
import java.util.TreeSet;

/**
 * The maximal size of the state of one entity in a view, whatever the events.
 *
 * <p>Aggregations with the same hop and filter share a tile table. A table has as many tiles as its
 * longest window sees: {@code W/h + 1}; with a delay {@code (W+d)/h + 2}; 1 or 2 for tumbling
 * windows; 1 for lifetime. A tile takes 16 bytes for its index and count, and for each of its
 * columns {@link Column#worstBytes}. Each recent identity adds 16 bytes. Encoded states are
 * smaller, since most numbers take fewer bytes. The row of a table has no tiles; texts, bytes and
 * arrays may be longer than what is counted for them.
 *
 * @param tiles the number of tiles in all tables
 * @param bytes the size of all tables and of the recent identities
 */
public record WorstCase(long tiles, long bytes) {
  private static final int TILE_BYTES = 16;
  private static final int IDENTITY_BYTES = 16;

  /** The version of a row: times, number, hash. */
  private static final int ROW_BYTES = 48;

  /** Returns the worst case of a view. */
  public static WorstCase of(Project project, View view) {
    return of(project.source(view.source()), project.entity(view.entity()).key(), view);
  }

  /**
   * Returns the worst case of a view.
   *
   * @param key the key field of its entity
   * @throws IllegalArgumentException if the view is not valid
   */
  public static WorstCase of(Source source, String key, View view) {
    if (source.isTable()) {
      return new WorstCase(0, TILE_BYTES + 2L * Column.TEXT_BYTES * view.aggregations().size());
    }
    if (source.isOfChanges()) {
      return ofChanges(source, key, view);
    }
    long tiles = 0;
    long bytes = (long) IDENTITY_BYTES * view.recentIdentities();
    for (TileTable table : ViewLayout.of(source, key, view, "").tables()) {
      long perTile = TILE_BYTES;
      for (Column column : table.columns()) {
        perTile += column.worstBytes();
      }
      tiles += table.maxTiles();
      bytes += table.maxTiles() * perTile;
    }
    return new WorstCase(tiles, bytes);
  }

  /** As many rows as are kept in all tiles, each with the fields that features read. */
  private static WorstCase ofChanges(Source source, String key, View view) {
    long reach = ViewLayout.of(source, key, view, "").reach();
    long tiles = ChangeTiles.of(source, reach).kept();
    Set<String> fields = new TreeSet<>();
    view.aggregations().forEach(each -> fields.addAll(Functions.fields(each, source.schema())));
    long row = Column.TEXT_BYTES + ROW_BYTES;
    for (String field : fields) {
      boolean text = source.schema().field(field).type().kind() == Kind.STRING;
      row += text ? Column.TEXT_BYTES : Long.BYTES;
    }
    return new WorstCase(tiles, tiles * source.changes().get().maxRows() * row);
  }
}
