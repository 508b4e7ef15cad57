package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.upsert.RowStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Adds events to the states of one view, merges them, evaluates their features, and encodes them.
 * All methods are pure functions; any number of threads may call them.
 *
 * <p>Laws, for states of disjoint sets of events: {@link #merge} is commutative and associative
 * with {@link #empty} as its identity; {@code add(s, e)} equals merging the state of {@code e}
 * alone; equal sets have equal bytes.
 */
public final class CompiledView {
  private final View view;
  private final EntityKey key;
  private final long ttl;
  private final ViewLayout layout;
  private final TileTable[] tables;
  private final TileTable[] census;
  private final WindowReader[] windows;
  private final List<String> names;
  private final RecentEvents recentEvents;
  private final EntityState empty;
  private final StateCodec codec;

  /** Of a view over a table; else null. */
  private final TableRows rows;

  /** Of a view over a source of changes; else null. */
  private final ChangedRows changes;

  private CompiledView(Project project, View view) {
    this.view = view;
    Source source = project.source(view.source());
    String keyField = project.entity(view.entity()).key();
    this.key = EntityKey.in(source.schema(), keyField);
    this.ttl = view.ttl().map(Duration::toMillis).orElse(Long.MAX_VALUE);
    this.names = view.aggregations().stream().map(Aggregation::name).toList();
    this.layout = ViewLayout.of(source, keyField, view, meaning(project, view));
    this.rows = source.isTable() ? TableRows.of(source, keyField, view) : null;
    this.changes = ChangedRows.of(source, keyField, view, layout);
    this.tables = layout.tables();
    this.windows = layout.readers();
    this.census = view.recentIdentities() > 0 ? Census.of(tables) : tables;
    this.recentEvents = new RecentEvents(changes == null ? view.recentIdentities() : 0);
    Tiles[] none = new Tiles[tables.length];
    Arrays.fill(none, Tiles.NONE);
    this.empty = new EntityState(Long.MIN_VALUE, 0, RecentEvents.NONE, none);
    this.codec =
        new StateCodec(view.id(), layout, recentEvents, source.resolution().toMillis(), empty);
  }

  /**
   * Compiles a view of a project.
   *
   * @throws IllegalArgumentException if the definition is inconsistent; loading definitions reports
   *     all such problems before
   */
  public static CompiledView of(Project project, View view) {
    return new CompiledView(project, view);
  }

  /** Returns what a fingerprint needs to know of an enriched source; empty for others. */
  private static String meaning(Project project, View view) {
    EnrichedSource made = project.enriched().get(view.source());
    return made == null ? "" : made.meaning();
  }

  public View view() {
    return view;
  }

  /** Returns the names of the features, in the order of the view. */
  public List<String> names() {
    return names;
  }

  /** Returns the types of the features, in the order of the view. */
  public List<FeatureType> types() {
    return layout.types();
  }

  /** Returns a 64-bit hash of everything that the bytes of a state depend on. */
  public long fingerprint() {
    return layout.fingerprint();
  }

  /** As text: 16 hexadecimal digits. */
  public String fingerprintText() {
    return "%016x".formatted(fingerprint());
  }

  /**
   * Returns the entity key of an event, or null if it is null or empty: the view skips such events.
   */
  public String key(Event event) {
    String changed = changes == null ? null : changes.entity(event);
    return changed == null ? key.of(event) : changed;
  }

  /** Reports whether the view is over a source of changes, whose rows have summaries. */
  public boolean isOfChanges() {
    return changes != null;
  }

  /**
   * Returns the step that turns versions of rows into the events that {@link #add} expects; only of
   * a view over a source of changes.
   */
  public RowStep rowStep() {
    return changes.step();
  }

  /**
   * Converts text to an entity key: what {@link #key(Event)} returns for events with this text as
   * their key.
   *
   * @throws IllegalArgumentException if no event can have this key
   */
  public String requireKey(String text) {
    try {
      return key.require(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the id of " + view.entity() + " " + e.getMessage(), e);
    }
  }

  /** Returns the state of no events, the identity of {@link #merge}. */
  public EntityState empty() {
    return empty;
  }

  /**
   * Returns the state with one more event, or the same object if the event changes nothing. Of a
   * source of changes it is an event of {@link #rowStep}, or a version of a row of the entity.
   */
  public EntityState add(EntityState state, Event event) {
    if (rows != null) {
      return rows.add(state, event);
    }
    return changes == null ? addToTiles(state, event) : changes.add(state, event);
  }

  @SuppressWarnings("ReferenceEquality") // Unchanged parts are shared with the old state.
  private EntityState addToTiles(EntityState state, Event event) {
    long newest = Math.max(state.newest(), event.ts());
    Tiles[] tiles = new Tiles[tables.length];
    long count = 0;
    boolean same = newest == state.newest();
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].add(state.tables()[i], event, newest);
      count += tiles[i].count();
      same &= tiles[i] == state.tables()[i];
    }
    long[] recent =
        recentEvents.isOff()
            ? RecentEvents.NONE
            : recentEvents.add(
                state.recent(), event.ts(), event.identity(), Census.oldest(census, newest));
    return same && recent == state.recent() ? state : new EntityState(newest, count, recent, tiles);
  }

  /**
   * Returns the state of the union of two disjoint sets of events.
   *
   * @throws UnsupportedOperationException for a source of changes, of which the summaries of rows
   *     are merged
   */
  public EntityState merge(EntityState a, EntityState b) {
    if (changes != null) {
      throw new UnsupportedOperationException("states of changes are not merged: " + view.id());
    }
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    if (rows != null) {
      return TableRows.greater(a, b);
    }
    long newest = Math.max(a.newest(), b.newest());
    Tiles[] tiles = new Tiles[tables.length];
    long count = 0;
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].merge(a.tables()[i], b.tables()[i], newest);
      count += tiles[i].count();
    }
    long[] recent = recentEvents.merge(a.recent(), b.recent(), Census.oldest(census, newest));
    return new EntityState(newest, count, recent, tiles);
  }

  /**
   * Reports whether a state holds an event, decided by the identities of events that it carries.
   */
  public Membership membership(EntityState state, Event event) {
    if (rows != null) {
      return TableRows.membership(state, event);
    }
    if (changes != null) {
      return changes.membership(state, event);
    }
    // An empty state holds no event.
    long oldest = state.isEmpty() ? Long.MIN_VALUE : Census.oldest(census, state.newest());
    return recentEvents.membership(state.recent(), event.ts(), event.identity(), oldest);
  }

  /** Reports whether the entity has values as of an instant, in milliseconds since 1970. */
  public Presence presence(EntityState state, long asOf) {
    return presence(state.newestPresent(), asOf);
  }

  /**
   * As {@link EntityState#newestPresent}, of a stored state.
   *
   * @param order the first part of its version
   * @throws StateFormatException under the same conditions as decoding
   */
  public long newest(long order, byte[] bytes) {
    return rows == null ? order : decode(bytes).newestPresent();
  }

  /**
   * Reports whether an entity has values as of an instant, given the time of its newest event;
   * {@link Long#MIN_VALUE} for no event.
   */
  public Presence presence(long newest, long asOf) {
    if (newest == Long.MIN_VALUE) {
      return Presence.MISSING;
    }
    return asOf - newest > ttl ? Presence.EXPIRED : Presence.PRESENT;
  }

  /**
   * Evaluates the features as of an instant. A missing or expired entity gets the features of no
   * events.
   *
   * @param asOf milliseconds since 1970; if the newest event of the state is later, its time is
   *     used
   * @return one value per feature, in the order of the view
   */
  public FeatureRow evaluate(EntityState state, long asOf) {
    if (rows != null) {
      return rows.evaluate(state.row());
    }
    long t = Math.max(asOf, state.newest());
    EntityState seen = presence(state, t) == Presence.PRESENT ? state : empty;
    if (changes != null) {
      FeatureRow unknown = changes.unknown(seen, t, layout.types());
      if (unknown != null) {
        return unknown;
      }
      seen = changes.fill(seen, empty, this::addToTiles);
    }
    FeatureRow row = new FeatureRow(layout.types());
    for (WindowReader.Plan window : layout.windows()) {
      Column.Row partials =
          tables[window.table()].evaluate(
              seen.tables()[window.table()], window.range(), t, window.columns());
      window.finish(partials, t, row);
    }
    return row;
  }

  /**
   * Reports whether features are unknown because an entity of a source of changes has more rows
   * than its bound, or a row whose values are not known.
   */
  public boolean lacksRows(FeatureRow features) {
    boolean lacks = changes != null && features.hasInexact();
    for (int i = 0; lacks && i < features.size(); i++) {
      lacks = features.isInexact(i);
    }
    return lacks;
  }

  /**
   * Returns how long after the newest event some window may still see it, in milliseconds; empty if
   * one window always sees it. Of a source of changes it is how long after its newest event a
   * change may concern an entity.
   */
  public OptionalLong reach() {
    if (changes != null) {
      return OptionalLong.of(changes.reach());
    }
    return layout.reach() < 0 ? OptionalLong.empty() : OptionalLong.of(layout.reach());
  }

  /**
   * Encodes a state to its canonical bytes, which begin with the codec version and the fingerprint.
   */
  public byte[] encode(EntityState state) {
    if (changes != null) {
      return changes.encode(state);
    }
    return rows == null ? codec.encode(state) : rows.encode(state);
  }

  /**
   * Decodes a state from its canonical bytes.
   *
   * @throws StateFormatException if the version or the fingerprint is not this view's, or the bytes
   *     are damaged
   */
  public EntityState decode(byte[] bytes) {
    if (changes != null) {
      return changes.decode(bytes);
    }
    return rows == null ? codec.decode(bytes) : rows.decode(bytes);
  }

  /**
   * Evaluates the features straight from the bytes of a state, in one pass. The result equals
   * {@link #evaluate(EntityState, long)} of the state that {@link #decode} returns.
   *
   * @throws StateFormatException under the same conditions as decoding
   */
  public FeatureRow evaluate(byte[] bytes, long asOf) {
    if (rows != null) {
      return rows.evaluate(rows.decode(bytes).row());
    }
    if (changes != null) {
      return evaluate(changes.decode(bytes), asOf);
    }
    try {
      return evaluate(codec.open(bytes), asOf);
    } catch (IllegalArgumentException e) {
      throw codec.damaged(e);
    }
  }

  private FeatureRow evaluate(StateReader in, long asOf) {
    if (in.atEnd()) {
      return evaluate(empty, asOf);
    }
    long newest = codec.newest(in);
    recentEvents.skip(in);
    long t = Math.max(asOf, newest);
    boolean present = presence(newest, t) == Presence.PRESENT;
    FeatureRow row = new FeatureRow(layout.types());
    for (WindowReader each : windows) {
      each.read(in, t, row);
    }
    in.requireEnd();
    return present ? row : evaluate(empty, t);
  }

  /** Describes a state in readable form. */
  public StateDescription describe(EntityState state) {
    List<StateDescription.TableDescription> described = new ArrayList<>();
    if (state.row() != null) {
      described.add(rows.describe(state.row()));
    }
    if (changes != null) {
      described.add(changes.describe(state));
      return StateDescription.of(state, encode(state).length, described);
    }
    for (int i = 0; i < tables.length; i++) {
      described.add(tables[i].describe(state.tables()[i]));
    }
    return StateDescription.of(state, encode(state).length, described);
  }
}
