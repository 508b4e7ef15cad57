package io.twinstream.offline.log.history;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.parquet.ParquetColumns;
import io.twinstream.offline.log.parquet.WholeColumns;
import java.util.Set;

/** Determines the positions and known times of the rows of a Parquet file. */
abstract class ParquetPositions {
  static final String KNOWN = "_known";

  /** The columns of the archive that hold them. */
  static final Set<String> COLUMNS = Set.of("_origin", "_partition", "_offset", KNOWN);

  abstract Position position();

  /** Returns milliseconds since 1970; 0 if the mapping determines it. */
  abstract long known();

  /** Uses the name of the file and the numbers of its rows, for files of other systems. */
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

  /** Uses the columns of the archive. */
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
