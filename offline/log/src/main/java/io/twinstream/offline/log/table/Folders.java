package io.twinstream.offline.log.table;

import io.twinstream.features.aggregate.EventFeatures;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * Assigns the rows of a table to folders below the table's own folder.
 *
 * @param <R> the rows
 */
public interface Folders<R> extends Serializable {
  /** Returns a number for the folder of a row; at most some thousands are in use. */
  long number(R row);

  /** Returns the folder of a number, as {@code column=value}; empty for the table's own folder. */
  String name(long number);

  /** The instant of a row without a date. */
  long NO_DATE = Long.MIN_VALUE;

  /** Returns an instant in milliseconds since 1970, or {@link #NO_DATE}. */
  @FunctionalInterface
  interface Instant<R> extends Serializable {
    long of(R row);
  }

  /** Returns folders with one per day (UTC). */
  static <R> Folders<R> byDate(Instant<R> instant) {
    return new Folders<>() {
      private static final long serialVersionUID = 1;
      private static final long MILLIS_PER_DAY = 86_400_000;

      /** DuckDB reads this as null in the name of a folder. */
      private static final String NULL = "NULL";

      @Override
      public long number(R row) {
        long at = instant.of(row);
        return at == NO_DATE ? at : Math.floorDiv(at, MILLIS_PER_DAY);
      }

      @Override
      public String name(long number) {
        return TableLayout.DATE + "=" + (number == NO_DATE ? NULL : LocalDate.ofEpochDay(number));
      }
    };
  }

  /** Returns folders with one per part of a split: train, validation, test. */
  static Folders<EventFeatures> bySplit(SplitRule split) {
    return new Folders<>() {
      private static final long serialVersionUID = 1;

      @Override
      public long number(EventFeatures row) {
        return split.part(row.event());
      }

      @Override
      public String name(long number) {
        return SplitRule.COLUMN + "=" + split.parts().get((int) number);
      }
    };
  }

  /** Puts the rows into the table's own folder, in this many groups of files. */
  static Folders<EventFeatures> none(int runs) {
    return new Folders<>() {
      private static final long serialVersionUID = 1;

      /** Small enough that a million rows are spread evenly over several cores. */
      private static final long ROWS_PER_RUN = 25_000;

      @Override
      public long number(EventFeatures row) {
        return Math.floorMod(row.event().position().offset() / ROWS_PER_RUN, runs);
      }

      @Override
      public String name(long number) {
        return "";
      }
    };
  }
}
