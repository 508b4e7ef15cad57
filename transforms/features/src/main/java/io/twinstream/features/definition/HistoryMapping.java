package io.twinstream.features.definition;

import io.twinstream.features.time.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the files of a source's history map to its fields.
 *
 * @param format the format of the files; CSV and JSON lines may be inside gzip or zip
 * @param columns field name to column name, where the two differ
 * @param header the column names of a headerless CSV file, in file order; empty if files have a
 *     header
 * @param delimiter the delimiter between CSV values
 * @param timePattern a {@link io.twinstream.features.time.TimePattern} for text times; ISO 8601 if
 *     empty
 * @param zone the zone of text times without an offset
 * @param epochUnit the unit of numeric times
 * @param integralIds whether "17850.0" in a string field means "17850"
 * @param known the column with the known time of a row, if the files have one
 * @param knownDelay known time minus event time, for files without a {@code known} column
 * @param assumeKnown whether enriched sources may look up events of files without known times, as
 *     if each had been known at its event time
 * @param begins the known time from which on the events of the source are complete, in files and
 *     live; empty for always
 */
public record HistoryMapping(
    Format format,
    Map<String, String> columns,
    List<String> header,
    char delimiter,
    Optional<String> timePattern,
    Zone zone,
    EpochUnit epochUnit,
    boolean integralIds,
    Optional<String> known,
    Duration knownDelay,
    boolean assumeKnown,
    Optional<Instant> begins) {

  /** Of the format of earlier checkpoints, which assumed nothing. */
  public HistoryMapping(
      Format format,
      Map<String, String> columns,
      List<String> header,
      char delimiter,
      Optional<String> timePattern,
      Zone zone,
      EpochUnit epochUnit,
      boolean integralIds,
      Optional<String> known,
      Duration knownDelay) {
    this(
        format,
        columns,
        header,
        delimiter,
        timePattern,
        zone,
        epochUnit,
        integralIds,
        known,
        knownDelay,
        false,
        Optional.empty());
  }

  /** The value of {@code assume_known}. */
  public static final String AT_ITS_TIME = "ts";

  /** The format of history files. */
  public enum Format {
    PARQUET,
    CSV,
    JSON_LINES
  }

  /** The unit of numeric times, which count from 1970-01-01T00:00:00Z. */
  public enum EpochUnit {
    SECONDS,
    MILLIS
  }

  /** Parquet files whose columns have the names of the fields, times in UTC. */
  public static final HistoryMapping DEFAULT =
      new HistoryMapping(
          Format.PARQUET,
          Map.of(),
          List.of(),
          ',',
          Optional.empty(),
          Zone.UTC,
          EpochUnit.MILLIS,
          false,
          Optional.empty(),
          Duration.ZERO);

  public HistoryMapping {
    columns = Map.copyOf(columns);
    header = List.copyOf(header);
  }

  /** Returns a copy with another pattern of text times; empty for ISO 8601. */
  public HistoryMapping withTimePattern(Optional<String> pattern) {
    return new HistoryMapping(
        format,
        columns,
        header,
        delimiter,
        pattern,
        zone,
        epochUnit,
        integralIds,
        known,
        knownDelay,
        assumeKnown,
        begins);
  }

  /**
   * Returns the column that holds a field: the mapped one, else the one with the field's path,
   * which may lead into a structure of Parquet or JSON, or with its name.
   */
  public String column(Field field) {
    String unmapped = field.path().isEmpty() ? field.name() : field.path();
    return columns.getOrDefault(field.name(), unmapped);
  }
}
