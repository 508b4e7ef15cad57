package io.twinstream.offline.log;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Names;
import io.twinstream.features.definition.Source;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a file has the columns that a mapping names. */
final class HistoryColumns {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryColumns.class);

  private HistoryColumns() {}

  /**
   * Refuses a file without a column that the mapping names or that every event needs. Other fields
   * may be missing: files older than a field do not have it, and it is null there.
   */
  static void check(Source source, Collection<String> columns, String origin) {
    HistoryMapping mapping = source.history();
    for (String needed : needed(source)) {
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
      if (!field.isComputed() && !columns.contains(mapping.column(field.name()))) {
        LOG.warn("{} has no column for field '{}': it is null", origin, field.name());
      }
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
