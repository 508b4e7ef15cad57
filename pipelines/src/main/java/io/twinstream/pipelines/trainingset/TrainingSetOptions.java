package io.twinstream.pipelines.trainingset;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.time.Zone;
import io.twinstream.pipelines.job.VisibilityConverter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the job that makes training sets. */
final class TrainingSetOptions {
  @Option(names = "--definitions", required = true, paramLabel = "PATH")
  Path definitions;

  @Option(names = "--service", required = true, paramLabel = "NAME@VERSION")
  String service;

  @Option(names = "--spine", required = true, paramLabel = "PATH")
  String spine;

  @Option(names = "--history", required = true, paramLabel = "SOURCE=PATH")
  Map<String, String> history = new LinkedHashMap<>();

  @Option(names = "--output", required = true, paramLabel = "DIR")
  Path output;

  @Option(names = "--time", paramLabel = "COLUMN")
  Optional<String> time = Optional.empty();

  @Option(
      names = "--rows",
      paramLabel = "exclusive|inclusive|self",
      defaultValue = "exclusive",
      converter = VisibilityConverter.class)
  Visibility rows;

  @Option(names = "--at", paramLabel = "SOURCE")
  Optional<String> at = Optional.empty();

  @Option(names = "--as-occurred")
  boolean asOccurred;

  @Option(names = "--split", paramLabel = "RULE")
  Optional<String> split = Optional.empty();

  @Option(names = "--split-by", paramLabel = "COLUMN")
  Optional<String> splitBy = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
  long seed;

  @Option(names = "--partition-by", paramLabel = "date|split|none", defaultValue = "none")
  Partitioning partitionBy;

  @Option(names = "--drop", split = ",", paramLabel = "COLUMN")
  Set<String> drop = new LinkedHashSet<>();

  @Option(names = "--zone", paramLabel = "ZONE", converter = ZoneConverter.class)
  Optional<Zone> zone = Optional.empty();

  @Option(names = "--time-pattern", paramLabel = "PATTERN")
  Optional<String> timePattern = Optional.empty();

  @Option(names = "--max-record-bytes", defaultValue = "" + EventDecoder.DEFAULT_MAX_BYTES)
  int maxRecordBytes;

  /** Which folders the files of a training set are in. */
  enum Partitioning {
    DATE,
    SPLIT,
    NONE
  }

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
