package io.twinstream.offline.log.history;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.features.time.Zone;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.HistoryFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows for which features are computed: files with entity keys, a time, labels and any other
 * columns. They are read as the history of a source of their own. Its fields are those that a
 * service needs of a row, under the names of the service; all columns are also kept unchanged.
 *
 * @param source has the name {@link #NAME}
 * @param kept the columns of the files that its rows keep
 * @param path the path of the files
 */
public record Spine(Source source, KeptColumns kept, String path) {
  public static final String NAME = "spine";

  /** The key in the footer of a training set for the source whose events its rows name, or are. */
  public static final String AT = "twinstream.at";

  private static final String TIME = "twinstream.time";
  private static final String ZONE = "twinstream.zone";
  private static final String PATTERN = "twinstream.time_pattern";

  /**
   * What to read from a spine.
   *
   * @param path a Parquet or CSV file, a folder or a glob
   * @param time the column of the rows' times; empty to use the event time of {@code events}
   * @param needed the key fields, which are required, with their types
   * @param wanted the request fields, which are null if the column is missing
   * @param events the source whose events the rows name, or are
   * @param areEvents whether the rows are events of that source, with all its fields
   * @param zone the zone of text times without an offset; empty to use that of the source's history
   * @param timePattern the pattern of text times; empty to use that of the source's history
   * @param dropped columns that are not kept; they are still read if they are keys, times or fields
   * @param features names of features that replace a column, if the column is the request field of
   *     that name
   */
  public record Request(
      String path,
      Optional<String> time,
      Map<String, FieldType> needed,
      Map<String, FieldType> wanted,
      Source events,
      boolean areEvents,
      Optional<Zone> zone,
      Optional<String> timePattern,
      Set<String> dropped,
      Set<String> features) {

    /**
     * Returns what a service needs of rows: the keys of its views' entities and its request, by the
     * source's event time, with all columns kept.
     *
     * @param events the source whose events the rows name, or are
     * @param areEvents whether the rows are events
     */
    public static Request of(
        Project project, CompiledService service, String path, String events, boolean areEvents) {
      Map<String, FieldType> keys = new LinkedHashMap<>();
      for (View view : service.views()) {
        String key = project.entity(view.entity()).key();
        keys.putIfAbsent(key, project.source(view.source()).schema().field(key).type());
      }
      Map<String, FieldType> request = new LinkedHashMap<>();
      service.request().fields().forEach(field -> request.put(field.name(), field.type()));
      return new Request(
          path,
          Optional.empty(),
          keys,
          request,
          project.source(events),
          areEvents,
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Set.of());
    }

    /** Returns a copy with a column of times. */
    public Request withTime(Optional<String> column) {
      return new Request(
          path, column, needed, wanted, events, areEvents, zone, timePattern, dropped, features);
    }

    /** Returns a copy with the zone and pattern of text times. */
    public Request withTexts(Optional<Zone> of, Optional<String> pattern) {
      return new Request(
          path, time, needed, wanted, events, areEvents, of, pattern, dropped, features);
    }

    /**
     * Returns the footer of a training set, from which {@link #asIn} restores how its rows are
     * read.
     *
     * @see #asIn
     */
    public Map<String, String> footer() {
      Map<String, String> footer = new LinkedHashMap<>();
      footer.put(AT, events.name());
      time.ifPresent(column -> footer.put(TIME, column));
      zone.ifPresent(of -> footer.put(ZONE, of.id()));
      timePattern.ifPresent(pattern -> footer.put(PATTERN, pattern));
      return footer;
    }

    /** Returns a copy with the settings in the footer of a training set. */
    public Request asIn(Map<String, String> footer) {
      return withTime(Optional.ofNullable(footer.get(TIME)))
          .withTexts(
              Optional.ofNullable(footer.get(ZONE)).map(Zone::of),
              Optional.ofNullable(footer.get(PATTERN)));
    }

    /** Returns a copy that does not keep some columns. */
    public Request without(Set<String> columns) {
      return new Request(
          path,
          time,
          needed,
          wanted,
          events,
          areEvents,
          zone,
          timePattern,
          Set.copyOf(columns),
          features);
    }

    /** Returns a copy for rows that also have the features of a service; these replace columns. */
    public Request withFeatures(CompiledService service) {
      return new Request(
          path,
          time,
          needed,
          wanted,
          events,
          areEvents,
          zone,
          timePattern,
          dropped,
          service.requestFeatures());
    }
  }

  /** Returns the kept columns, in the order of the files. */
  public List<KeptColumns.Column> columns() {
    return kept.columns();
  }

  /**
   * Returns a reader of the rows as events that also have the kept columns.
   *
   * @param maxBytes the maximal size of a row of a text file
   */
  public HistoryReader reader(int maxBytes) {
    return HistoryReader.of(source, Set.of(), maxBytes).keeping(kept);
  }

  /** Returns a copy with another pattern of text times; empty for ISO 8601. */
  Spine withTimePattern(Optional<String> pattern) {
    HistoryMapping history = source.history().withTimePattern(pattern);
    return new Spine(source.withHistory(history), kept, path);
  }

  /**
   * Returns the slot, in the rows' events, of a column that is kept or read as a field.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public int slot(String column) {
    List<String> names = columns().stream().map(KeptColumns.Column::name).toList();
    if (names.contains(column)) {
      return source.schema().slot(columns().get(names.indexOf(column)).field());
    }
    for (Field field : source.schema().fields()) {
      if (!field.isComputed() && source.history().column(field).equals(column)) {
        return source.schema().slot(field.name());
      }
    }
    throw new IllegalArgumentException(Names.unknown("column", column, names));
  }

  /**
   * Reports whether its rows are exactly the events of a source's history, each once: the same
   * files, read the same way. It is never true for an archive, which may have events twice.
   *
   * @param path the path of the spine
   * @param history a file, folder or glob
   */
  public boolean isAllOf(Source events, String path, String history) {
    HistoryMapping mine = source.history();
    HistoryMapping its = events.history();
    boolean sameFields =
        events.schema().fields().stream()
            .allMatch(
                field ->
                    source.schema().has(field.name())
                        && source.schema().slot(field.name()) == events.schema().slot(field.name())
                        && mine.column(field).equals(its.column(field)));
    return sameFields
        && !events.dedupe()
        && !DuckDbTables.isArchive(history)
        && mine.format() == its.format()
        && mine.header().equals(its.header())
        && mine.delimiter() == its.delimiter()
        && mine.timePattern().equals(its.timePattern())
        && mine.zone().equals(its.zone())
        && mine.known().equals(its.known())
        && mine.knownDelay().equals(its.knownDelay())
        && HistoryFiles.splits(source, List.of(path))
            .equals(HistoryFiles.splits(events, List.of(history)));
  }

  /** Returns the project with the spine as an additional source. */
  public Project in(Project project) {
    Map<String, Source> sources = new LinkedHashMap<>(project.sources());
    sources.put(NAME, source);
    return new Project(
        project.name(),
        sources,
        project.entities(),
        project.views(),
        project.derivedFeatures(),
        project.services(),
        project.calendars(),
        project.maxStateSize(),
        project.enriched());
  }
}
