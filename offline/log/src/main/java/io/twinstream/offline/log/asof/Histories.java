package io.twinstream.offline.log.asof;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.HistoryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks which histories a job has and which it needs. */
public final class Histories {
  private Histories() {}

  /**
   * Requires the history of all needed sources.
   *
   * @param given paths by source
   * @throws IllegalArgumentException if one is missing, or its source is unknown
   */
  public static void require(
      Project project, Collection<String> needed, Map<String, String> given) {
    given.keySet().forEach(project::source);
    for (String source : needed) {
      if (!given.containsKey(source)) {
        throw new IllegalArgumentException(
            "the history of source '" + source + "' is needed: add --history " + source + "=PATH");
      }
    }
  }

  /**
   * Requires that the histories of views have columns for their keys.
   *
   * @param given paths by source, including those of the views
   * @throws HistoryException if no file of a history has the column of a key
   */
  public static void requireKeys(
      Project project, Collection<View> views, Map<String, String> given) {
    for (View view : views) {
      String key = project.entity(view.entity()).key();
      String source = project.base(view.source());
      KeyColumns.require(project.source(source), given.get(source), List.of(key));
    }
  }

  /**
   * Returns the history of one source, in which records without any key of the views are dead
   * letters.
   */
  public static EntityEvents events(Project project, String source, String path) {
    Set<String> keys = new LinkedHashSet<>();
    project.viewsOfBase(source).forEach(view -> keys.add(project.entity(view.entity()).key()));
    return EntityEvents.of(project.source(source), path, keys);
  }

  /** Returns a line for each table among some sources that says when its rows are known. */
  public static List<String> knownOfTables(Project project, Collection<String> sources) {
    List<String> lines = new ArrayList<>();
    for (String name : sources) {
      project
          .source(name)
          .table()
          .map(TableRules::known)
          .map(
              known ->
                  switch (known) {
                    case TableRules.LOADED -> "its load";
                    case TableRules.OCCURRED ->
                        "its event time, also if it was loaded or corrected later";
                    default -> "its field " + known;
                  })
          .ifPresent(since -> lines.add("table " + name + ": a row is known since " + since));
    }
    return lines;
  }

  /**
   * Returns a line per source that enriched sources depend on, and whose history has no known times
   * or begins later than always.
   *
   * @param given the path of the history of each source
   */
  public static List<String> knownOfLookups(
      Project project, Collection<View> views, Map<String, String> given) {
    List<String> lines = new ArrayList<>();
    List<String> bases =
        views.stream()
            .filter(project::isEnriched)
            .flatMap(view -> project.bases(view.source()).stream())
            .distinct()
            .toList();
    for (String name : bases) {
      if (isKnownAtItsTime(project.source(name), given.get(name))) {
        lines.add(
            "source "
                + name
                + ": lookups see an event since its event time, also if it arrived or was corrected"
                + " later, because its history has no known times");
      }
      project
          .source(name)
          .history()
          .begins()
          .ifPresent(
              begins ->
                  lines.add(
                      "source %s: its events begin at %s; lookups before that find no history"
                          .formatted(name, begins)));
    }
    return lines;
  }

  /**
   * Requires that the histories that enriched sources look up have known times, or that the
   * definitions assume some: without them, a lookup would see a correction before it was written.
   *
   * @param given the path of the history of each source
   * @throws IllegalArgumentException if one has none
   */
  public static void requireKnownOfLookups(
      Project project, Collection<View> views, Map<String, String> given) {
    for (View view : views) {
      for (String name : project.lookedUp(view.source())) {
        Source source = project.source(name);
        if (!source.history().assumeKnown() && isKnownAtItsTime(source, given.get(name))) {
          throw new IllegalArgumentException(
              "'%s' looks up source '%s', whose history has no known times, so that a lookup would"
                      .formatted(view.source(), name)
                  + " see what arrived or was corrected later: map them with history: {known:"
                  + " COLUMN} or {known_delay: 5m}, read an archive, or write history:"
                  + " {assume_known: ts} if every event was known at its time");
        }
      }
    }
  }

  private static boolean isKnownAtItsTime(Source source, String path) {
    return !source.isTable()
        && source.history().known().isEmpty()
        && source.history().knownDelay().isZero()
        && !DuckDbTables.isArchive(path);
  }

  /**
   * Returns the source whose events the rows of a service are, or name: never a table, unless the
   * service has views over tables only.
   *
   * @param all the sources of the service's views
   * @param at the user's option
   * @throws IllegalArgumentException if the option is none of them, or is missing but needed
   */
  public static String sourceOfRows(
      Project project, String service, Collection<String> all, Optional<String> at) {
    List<String> streams = all.stream().filter(name -> !project.source(name).isTable()).toList();
    Collection<String> sources = streams.isEmpty() ? all : streams;
    if (at.isPresent() && !sources.contains(at.get())) {
      throw new IllegalArgumentException("--at: " + Names.unknown("source", at.get(), sources));
    }
    if (at.isEmpty() && sources.size() > 1) {
      throw new IllegalArgumentException(
          "service "
              + service
              + " has views of the sources "
              + sources
              + ": name with --at the source of the rows' events");
    }
    return at.orElseGet(() -> sources.iterator().next());
  }
}
