package io.twinstream.offline.log.history;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.file.HistoryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that a file has the columns that a mapping names. */
final class HistoryColumns {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryColumns.class);

  private HistoryColumns() {}

  /**
   * Refuses a file that lacks a column that the mapping names or every event needs, or that has two
   * columns with the name of one that is read. Other fields may be missing: files older than a
   * field lack it, and it is null.
   */
  static void check(Source source, Collection<String> columns, String origin) {
    HistoryMapping mapping = source.history();
    for (String needed : needed(source)) {
      requireOnce(needed, columns, source, origin);
      if (!columns.contains(needed)) {
        throw new HistoryException(
            origin
                + ": "
                + Names.unknown("column", needed, columns)
                + "; correct the history mapping of source "
                + source.name());
      }
    }
    for (Field field : source.schema().fields()) {
      requireOnce(mapping.column(field.name()), columns, source, origin);
      if (!field.isComputed()
          && !KeptColumns.isKept(field.name())
          && !columns.contains(mapping.column(field.name()))) {
        LOG.warn("{} has no column for field '{}': it is null", origin, field.name());
      }
    }
  }

  private static void requireOnce(
      String column, Collection<String> columns, Source source, String origin) {
    List<Integer> places = new ArrayList<>();
    int place = 0;
    for (String each : columns) {
      place++;
      if (each.equals(column)) {
        places.add(place);
      }
    }
    if (places.size() > 1) {
      throw new HistoryException(
          ("%s: column '%s', which a field of source %s is read from, occurs %d"
                  + " times, as columns %s; rename the others, or map the field to another"
                  + " column")
              .formatted(origin, column, source.name(), places.size(), places));
    }
  }

  private static Set<String> needed(Source source) {
    HistoryMapping mapping = source.history();
    Set<String> needed = new LinkedHashSet<>(mapping.columns().values());
    needed.add(mapping.column(source.eventTime()));
    source.eventId().ifPresent(id -> needed.add(mapping.column(id)));
    mapping.known().ifPresent(needed::add);
    return needed;
  }
}
