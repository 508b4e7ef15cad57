package io.twinstream.options;

import io.twinstream.features.time.Zone;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A file of rows for which features are wanted: a spine. */
public final class SpineOptions extends RowTimeOption {
  @Option(
      names = "--spine",
      required = true,
      paramLabel = "PATH",
      description =
          "The rows: a Parquet or CSV file, a folder, a glob or a table, with the entities' keys, a"
              + " time and any other columns, which are kept. Columns are found by the names of key and"
              + " request fields, or as in the history of the source.")
  public String spine;

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns that are not kept. Keys, the time, request fields and, with --rows self,"
              + " fields of the source are still read from them.")
  public Set<String> drop = new LinkedHashSet<>();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      converter = ZoneConverter.class,
      description = "The time zone of times without an offset (default: that of the history).")
  public Optional<Zone> zone = Optional.empty();

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description =
          "The pattern of text times, such as 'dd.MM.yyyy HH:mm' (default: that of the"
              + " history, or ISO 8601).")
  public Optional<String> timePattern = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description =
          "The folder for the rows with their features, as Parquet; it appears when it is"
              + " complete. For training-set also an Iceberg table, whose rows are replaced.")
  public String output;

  /** Reads the name of a time zone. */
  static final class ZoneConverter implements ITypeConverter<Zone> {
    @Override
    public Zone convert(String id) {
      try {
        return Zone.of(id);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + "; write one like Europe/London or UTC");
      }
    }
  }
}
