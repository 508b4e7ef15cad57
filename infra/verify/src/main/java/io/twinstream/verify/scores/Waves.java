package io.twinstream.verify.scores;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Divides events in order of known time into waves that can be scored together: within a wave, no
 * event is earlier than another of the same entity. Events of one instant stay in one wave, because
 * they do not see each other.
 */
final class Waves {
  static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::known).thenComparing(Event::position);

  private final List<CompiledView> views;
  private final int most;

  /**
   * @param views whose entities matter
   * @param most the largest number of events of a wave, unless they have one instant
   */
  Waves(List<CompiledView> views, int most) {
    this.views = views;
    this.most = most;
  }

  /**
   * Divides events.
   *
   * @param events in {@link #ORDER}
   */
  List<List<Event>> of(List<Event> events) {
    List<List<Event>> waves = new ArrayList<>();
    List<Event> wave = new ArrayList<>();
    Set<String> entities = new HashSet<>();
    for (int at = 0; at < events.size(); ) {
      int end = endOfInstant(events, at);
      List<Event> instant = events.subList(at, end);
      Set<String> about = new HashSet<>();
      instant.forEach(event -> about.addAll(entities(event)));
      boolean full = wave.size() + instant.size() > most;
      if (!wave.isEmpty() && (full || about.stream().anyMatch(entities::contains))) {
        waves.add(wave);
        wave = new ArrayList<>();
        entities.clear();
      }
      wave.addAll(instant);
      entities.addAll(about);
      at = end;
    }
    if (!wave.isEmpty()) {
      waves.add(wave);
    }
    return waves;
  }

  /** The events of a wave that share their instant and an entity with another one in it. */
  Set<Event> ties(List<Event> wave) {
    Set<Event> tied = new HashSet<>();
    for (int at = 0; at < wave.size(); ) {
      int end = endOfInstant(wave, at);
      for (int i = at; i < end; i++) {
        for (int j = at; j < end; j++) {
          if (i != j && entities(wave.get(i)).stream().anyMatch(entities(wave.get(j))::contains)) {
            tied.add(wave.get(i));
          }
        }
      }
      at = end;
    }
    return tied;
  }

  private static int endOfInstant(List<Event> events, int at) {
    int end = at + 1;
    while (end < events.size() && events.get(end).known() == events.get(at).known()) {
      end++;
    }
    return end;
  }

  /** The entities of an event, in each view that accepts it. */
  private Set<String> entities(Event event) {
    Set<String> about = new HashSet<>();
    for (CompiledView view : views) {
      String entity = view.key(event);
      if (entity != null) {
        about.add(view.view().entity() + ":" + entity);
      }
    }
    return about;
  }
}
