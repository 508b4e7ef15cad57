package io.twinstream.offline.log.history;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
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
public final class HistoryColumns {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryColumns.class);

  private HistoryColumns() {}

  /**
   * Refuses a file that lacks a column that the mapping names or every event needs, or that has two
   * columns with the name of one that is read. Other fields may be missing: files older than a
   * field lack it, and it is null.
   */
  static void check(Source source, Collection<String> columns, String origin) {
    HistoryMapping mapping = source.history();
    source.table().ifPresent(rules -> requireLoaded(source, rules, columns, origin));
    for (String needed : needed(source)) {
      requireOnce(needed, columns, source, origin);
      if (!has(needed, columns)) {
        throw new HistoryException(
            origin
                + ": "
                + Names.unknown("column", needed, columns)
                + "; correct the history mapping of source "
                + source.name());
      }
    }
    for (Field field : source.schema().fields()) {
      requireOnce(mapping.column(field), columns, source, origin);
      if (!field.isComputed()
          && !KeptColumns.isKept(field.name())
          && !source.setsColumn(field.name())
          && !has(mapping.column(field), columns)) {
        LOG.warn("{} has no column for field '{}': it is null", origin, field.name());
      }
    }
  }

  /** Refuses a file that lacks what a load sets, unless a load reads it. */
  private static void requireLoaded(
      Source source, TableRules rules, Collection<String> columns, String origin) {
    for (String field : List.of(rules.orderField(), knownField(source, rules))) {
      String column = source.history().column(source.schema().field(field));
      if (TableRules.isColumn(field) && rules.current().isEmpty() && !has(column, columns)) {
        throw new HistoryException(
            ("%s: no column '%s', which loads of table '%s' set; give the folder that twinstream"
                    + " load --log has written, or files with this column, or declare %s")
                .formatted(
                    origin,
                    column,
                    source.name(),
                    field.equals(TableRules.LOAD)
                        ? "the table's order"
                        : "known as ts or a field"));
      }
    }
  }

  private static String knownField(Source source, TableRules rules) {
    return switch (rules.known()) {
      case TableRules.LOADED -> TableRules.LOADED_AT;
      case TableRules.OCCURRED -> source.eventTime();
      default -> rules.known();
    };
  }

  /**
   * Returns where a column's values are: in the column of this name or, if there is none, within
   * the column that a path of this form leads into.
   */
  static FieldPath path(String column, Collection<String> columns) {
    if (!columns.contains(column)) {
      try {
        FieldPath path = FieldPath.parse(column);
        if (columns.contains(path.steps().get(0).key())) {
          return path;
        }
      } catch (IllegalArgumentException e) {
        return FieldPath.ofKey(column); // a name that is no path
      }
    }
    return FieldPath.ofKey(column);
  }

  /** Reports whether there is a column, or one that a path leads into. */
  public static boolean has(String column, Collection<String> columns) {
    return columns.contains(path(column, columns).steps().get(0).key());
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
    Set<String> fields = new LinkedHashSet<>(Set.of(source.eventTime()));
    source
        .table()
        .ifPresent(rules -> fields.addAll(List.of(rules.orderField(), knownField(source, rules))));
    source
        .changes()
        .ifPresent(
            rules -> {
              fields.add(rules.changeTime());
              fields.addAll(rules.versions());
            });
    fields.removeIf(field -> source.isTable() && TableRules.isColumn(field));
    fields.forEach(field -> needed.add(mapping.column(source.schema().field(field))));
    source.eventId().ifPresent(id -> needed.add(mapping.column(source.schema().field(id))));
    mapping.known().ifPresent(needed::add);
    return needed;
  }
}
