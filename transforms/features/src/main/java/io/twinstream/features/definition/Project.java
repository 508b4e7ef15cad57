package io.twinstream.features.definition;

import io.twinstream.features.text.Names;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All definitions of a team, resolved and free of problems. Maps keep the order of definition.
 *
 * @param name prefixes every key in the online store
 * @param sources those that are read, streams and tables, by name
 * @param entities by name
 * @param views by {@code name@version}
 * @param derivedFeatures by name
 * @param services by {@code name@version}
 * @param calendars by name
 * @param maxStateSize the maximal worst-case size in bytes of the state of one entity in a view
 * @param enriched the sources that are made of other sources, by name
 */
public record Project(
    String name,
    Map<String, Source> sources,
    Map<String, Entity> entities,
    Map<String, View> views,
    Map<String, DerivedFeature> derivedFeatures,
    Map<String, Service> services,
    Map<String, HolidayCalendar> calendars,
    long maxStateSize,
    Map<String, EnrichedSource> enriched) {

  public static final long DEFAULT_MAX_STATE_SIZE = 1 << 20;

  /** Creates a project without enriched sources, also of definitions in earlier checkpoints. */
  public Project(
      String name,
      Map<String, Source> sources,
      Map<String, Entity> entities,
      Map<String, View> views,
      Map<String, DerivedFeature> derivedFeatures,
      Map<String, Service> services,
      Map<String, HolidayCalendar> calendars,
      long maxStateSize) {
    this(
        name,
        sources,
        entities,
        views,
        derivedFeatures,
        services,
        calendars,
        maxStateSize,
        Map.of());
  }

  public Project(
      String name,
      Map<String, Source> sources,
      Map<String, Entity> entities,
      Map<String, View> views,
      Map<String, DerivedFeature> derivedFeatures,
      Map<String, Service> services) {
    this(
        name,
        sources,
        entities,
        views,
        derivedFeatures,
        services,
        Map.of(),
        DEFAULT_MAX_STATE_SIZE);
  }

  /** Of definitions in checkpoints that were written before there were calendars. */
  public Project(
      String name,
      Map<String, Source> sources,
      Map<String, Entity> entities,
      Map<String, View> views,
      Map<String, DerivedFeature> derivedFeatures,
      Map<String, Service> services,
      long maxStateSize) {
    this(name, sources, entities, views, derivedFeatures, services, Map.of(), maxStateSize);
  }

  /** Returns a source, also one that is made of others. */
  public Source source(String name) {
    EnrichedSource made = enriched.get(name);
    return made != null ? made.source() : need(sources, name, "source");
  }

  /** Returns the names of all sources, also of those that are made of others. */
  public Set<String> sourceNames() {
    Set<String> names = new LinkedHashSet<>(sources.keySet());
    names.addAll(enriched.keySet());
    return names;
  }

  /** Returns the source that is read for the events of a source: itself, unless it is enriched. */
  public String base(String source) {
    EnrichedSource made = enriched.get(source);
    return made == null ? source : base(made.from());
  }

  /**
   * Returns the sources that are read for the events of a source: its base, and those of all views
   * that it looks up.
   */
  public Set<String> bases(String source) {
    EnrichedSource made = enriched.get(source);
    if (made == null) {
      return Set.of(source);
    }
    Set<String> read = new LinkedHashSet<>(bases(made.from()));
    made.with().values().forEach(view -> read.addAll(bases(view(view).source())));
    return read;
  }

  /**
   * Returns the known time from which on the events of a source are complete, in milliseconds since
   * 1970; {@link Long#MIN_VALUE} for always.
   */
  public long begins(String source) {
    EnrichedSource made = enriched.get(source);
    if (made == null) {
      return source(source).history().begins().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }
    return made.beforeBegin() == EnrichedSource.BeforeBegin.EXCLUDE
        ? made.with().values().stream()
            .mapToLong(view -> begins(view(view).source()))
            .reduce(begins(made.from()), Math::max)
        : begins(made.from());
  }

  /** Returns the sources that are read for the lookups of a source. */
  public Set<String> lookedUp(String source) {
    EnrichedSource made = enriched.get(source);
    if (made == null) {
      return Set.of();
    }
    Set<String> read = new LinkedHashSet<>(lookedUp(made.from()));
    made.with().values().forEach(view -> read.addAll(bases(view(view).source())));
    return read;
  }

  public Entity entity(String name) {
    return need(entities, name, "entity");
  }

  public View view(String id) {
    return need(views, id, "view");
  }

  public Service service(String id) {
    return need(services, id, "service");
  }

  /** Returns a copy with another source of the same name. */
  public Project with(Source source) {
    Map<String, Source> with = new LinkedHashMap<>(sources);
    with.put(source.name(), source);
    return new Project(
        name, with, entities, views, derivedFeatures, services, calendars, maxStateSize, enriched);
  }

  /** Returns the sources that are streams, in the order of definition. */
  public List<Source> streams() {
    return sources.values().stream().filter(source -> !source.isTable()).toList();
  }

  /** Reports whether a view reads a table. */
  public boolean isOfTable(View view) {
    return source(view.source()).isTable();
  }

  /** Returns the views over streams, which a live job computes, in the order of definition. */
  public List<View> liveViews() {
    return views.values().stream().filter(view -> !isOfTable(view)).toList();
  }

  /** Returns the views of the named source, in the order of definition. */
  public List<View> viewsOf(String source) {
    return views.values().stream().filter(view -> view.source().equals(source)).toList();
  }

  /** Reports whether a view is of an enriched source. */
  public boolean isEnriched(View view) {
    return enriched.containsKey(view.source());
  }

  /**
   * Requires that views are of sources that are read.
   *
   * @param what what cannot compute the others, with what to do instead
   * @throws IllegalArgumentException if one is of an enriched source
   */
  public void requireNotEnriched(Collection<View> of, String what) {
    for (View view : of) {
      if (isEnriched(view)) {
        throw new IllegalArgumentException(
            "view '%s' is of the enriched source '%s': %s"
                .formatted(view.id(), view.source(), what));
      }
    }
  }

  /** Reports whether a view is over a source of changes. */
  public boolean isOfChanges(View view) {
    return source(view.source()).isOfChanges();
  }

  /**
   * Requires that the events of a source are no versions of rows.
   *
   * @throws IllegalArgumentException if they are: whether a version counts depends on later ones,
   *     which a row that is this version cannot know
   */
  public void requireNoVersions(String source) {
    if (source(source).isOfChanges()) {
      throw new IllegalArgumentException(
          ("rows at the changes of source '%s' cannot see their own version for certain: another"
                  + " one may have replaced it; pass --rows exclusive or inclusive")
              .formatted(source));
    }
  }

  /**
   * Requires that views are of sources that are read, and not of changes.
   *
   * @param what what cannot compute the others, with what to do instead
   * @throws IllegalArgumentException if one is of an enriched source or of changes
   */
  public void requireEvents(Collection<View> of, String what) {
    requireNotEnriched(of, what);
    requireNoChanges(of, what);
  }

  /**
   * Requires that views are not of changes.
   *
   * @param what as for the others
   * @throws IllegalArgumentException if one is
   */
  public void requireNoChanges(Collection<View> of, String what) {
    for (View view : of) {
      if (isOfChanges(view)) {
        throw new IllegalArgumentException(
            "view '%s' is of the changes of source '%s': %s"
                .formatted(view.id(), view.source(), what));
      }
    }
  }

  /**
   * Returns the views for which a source alone is read: its own, and those of enriched sources that
   * are made only of it.
   */
  public List<View> viewsMadeOf(String source) {
    return views.values().stream()
        .filter(view -> bases(view.source()).equals(Set.of(source)))
        .toList();
  }

  /** Returns the views whose events are those of a source that is read, enriched or not. */
  public List<View> viewsOfBase(String source) {
    return views.values().stream().filter(view -> base(view.source()).equals(source)).toList();
  }

  private static <T> T need(Map<String, T> map, String name, String what) {
    T found = map.get(name);
    if (found == null) {
      throw new IllegalArgumentException(Names.unknown(what, name, map.keySet()));
    }
    return found;
  }
}
