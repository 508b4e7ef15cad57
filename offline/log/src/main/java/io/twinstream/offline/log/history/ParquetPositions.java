package io.twinstream.offline.log.history;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.parquet.ParquetColumns;
import io.twinstream.offline.log.parquet.WholeColumns;
import java.util.Set;

/** Where the rows of a Parquet file stand, and when they were known. */
abstract class ParquetPositions {
  static final String KNOWN = "_known";

  /** The columns in which the archive keeps them. */
  static final Set<String> COLUMNS = Set.of("_origin", "_partition", "_offset", KNOWN);

  abstract Position position();

  /** Milliseconds since 1970; 0 if the mapping says it. */
  abstract long known();

  /** A foreign file's own name and rows. */
  static ParquetPositions of(String origin, ParquetRows rows) {
    return new ParquetPositions() {
      @Override
      Position position() {
        return new Position(origin, 0, rows.row());
      }

      @Override
      long known() {
        return 0;
      }
    };
  }

  /** What the archive has kept. */
  static ParquetPositions kept(ParquetRows rows) {
    var origin = (ParquetColumns.Text) rows.column("_origin");
    var partition = (WholeColumns.Whole) rows.column("_partition");
    var offset = (WholeColumns.Whole) rows.column("_offset");
    var known = (WholeColumns.Time) rows.column(KNOWN);
    return new ParquetPositions() {
      @Override
      Position position() {
        return new Position(origin.text(), (int) partition.bits, offset.bits);
      }

      @Override
      long known() {
        return known.millis();
      }
    };
  }
}
