package io.twinstream.offline.log;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.time.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sources in a line: {@code source("txn", "id", "ts", mapping, "id", STRING, "ts", TIMESTAMP)}. */
public final class Sources {
  private Sources() {}

  public static Source source(
      String name, String eventId, String eventTime, HistoryMapping mapping, Object... fields) {
    List<Field> declared = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      declared.add(new Field((String) fields[i], (FieldType) fields[i + 1]));
    }
    return new Source(
        name,
        name,
        new Schema(declared),
        eventTime,
        Optional.ofNullable(eventId),
        false,
        Duration.ofMillis(1),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        Source.DEFAULT_MAX_LATENESS,
        Duration.ZERO,
        mapping);
  }

  public static HistoryMapping mapping(Format format, Map<String, String> columns) {
    return mapping(format, columns, List.of(), null, EpochUnit.MILLIS, false);
  }

  public static HistoryMapping mapping(
      Format format,
      Map<String, String> columns,
      List<String> header,
      String pattern,
      EpochUnit unit,
      boolean integralIds) {
    return new HistoryMapping(
        format,
        columns,
        header,
        ',',
        Optional.ofNullable(pattern),
        Zone.UTC,
        unit,
        integralIds,
        Optional.empty(),
        Duration.ZERO);
  }
}
