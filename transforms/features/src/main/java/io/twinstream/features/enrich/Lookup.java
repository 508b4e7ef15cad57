package io.twinstream.features.enrich;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One of the views that an enriched source looks up: what its events get from a state of the view.
 *
 * <p>The values are the features of the view, then a status and the instant of which they are: the
 * time of the event, or that of the newest event of the state if later. The status is {@code
 * PRESENT}; {@code EXPIRED} if the newest event is older than the view's ttl; or {@code MISSING} if
 * there is no event, or none since twice the ttl, or, without a ttl, none that a window can see. An
 * entity that is not present has the features of no events. Since the status depends on no event
 * before that, a live job can forget them.
 */
public final class Lookup {
  private final CompiledView view;
  private final EntityKey key;
  private final List<FeatureType> types;
  private final long horizon;

  private Lookup(CompiledView view, EntityKey key) {
    this.view = view;
    this.key = key;
    List<FeatureType> all = new ArrayList<>(view.types());
    all.add(FeatureType.STRING);
    all.add(FeatureType.TIMESTAMP);
    this.types = List.copyOf(all);
    this.horizon =
        view.reach().isEmpty()
            ? Long.MAX_VALUE
            : view.view()
                .ttl()
                .map(Duration::toMillis)
                .map(ttl -> 2 * ttl)
                .orElse(view.reach().getAsLong());
  }

  /** Returns the lookups of an enriched source, in order. */
  public static List<Lookup> of(Project project, EnrichedSource source) {
    return source.with().values().stream()
        .map(id -> of(project, source.from(), CompiledView.of(project, project.view(id))))
        .toList();
  }

  /**
   * Creates the lookup of a view.
   *
   * @param from the source whose events are enriched
   */
  public static Lookup of(Project project, String from, CompiledView view) {
    String key = project.entity(view.view().entity()).key();
    return new Lookup(view, EntityKey.in(project.source(from).schema(), key));
  }

  public CompiledView view() {
    return view;
  }

  /** Returns the looked-up entity of an event, or null if it names none. */
  public String key(Event event) {
    return key.of(event);
  }

  /** Returns the types of the values. */
  public List<FeatureType> types() {
    return types;
  }

  /** Returns how long after its newest event a state matters, in milliseconds; empty for always. */
  public OptionalLong horizon() {
    return horizon == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(horizon);
  }

  /** Returns the values for an event that names no entity. */
  public FeatureRow nothing(Event event) {
    return row(view.empty(), event);
  }

  /**
   * Returns the values for an event from before the history of the view.
   *
   * @param status the status that stands for this
   */
  public FeatureRow beforeBegin(Event event, String status) {
    FeatureRow row = row(view.empty(), event);
    row.setText(row.size() - 2, status);
    return row;
  }

  /**
   * Returns the values for an event.
   *
   * @param seen the state of the events that it sees
   */
  public FeatureRow row(EntityState seen, Event event) {
    long asOf = Math.max(event.ts(), seen.newest());
    Presence presence = presence(seen, asOf);
    FeatureRow features = view.evaluate(presence == Presence.PRESENT ? seen : view.empty(), asOf);
    FeatureRow row = new FeatureRow(types);
    for (int i = 0; i < features.size(); i++) {
      row.set(i, features, i);
    }
    row.setText(features.size(), presence.name());
    row.setBits(features.size() + 1, asOf);
    return row;
  }

  private Presence presence(EntityState seen, long asOf) {
    boolean forgotten = !seen.isEmpty() && asOf - seen.newest() > horizon;
    return forgotten ? Presence.MISSING : view.presence(seen, asOf);
  }
}
