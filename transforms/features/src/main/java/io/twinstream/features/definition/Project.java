package io.twinstream.features.definition;

import io.twinstream.features.text.Names;
import java.util.List;
import java.util.Map;

/**
 * All definitions of a team, resolved and free of problems. Maps keep the order of definition.
 *
 * @param name prefixes every key in the online store
 * @param sources by name
 * @param entities by name
 * @param views by {@code name@version}
 * @param derivedFeatures by name
 * @param services by {@code name@version}
 * @param calendars by name
 * @param maxStateSize the maximal worst-case size in bytes of the state of one entity in a view
 */
public record Project(
    String name,
    Map<String, Source> sources,
    Map<String, Entity> entities,
    Map<String, View> views,
    Map<String, DerivedFeature> derivedFeatures,
    Map<String, Service> services,
    Map<String, HolidayCalendar> calendars,
    long maxStateSize) {

  public static final long DEFAULT_MAX_STATE_SIZE = 1 << 20;

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

  public Source source(String name) {
    return need(sources, name, "source");
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

  /** Returns the views of the named source, in the order of definition. */
  public List<View> viewsOf(String source) {
    return views.values().stream().filter(view -> view.source().equals(source)).toList();
  }

  private static <T> T need(Map<String, T> map, String name, String what) {
    T found = map.get(name);
    if (found == null) {
      throw new IllegalArgumentException(Names.unknown(what, name, map.keySet()));
    }
    return found;
  }
}
