package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A view ready to compute: the algebra of its states. Pure functions only; safe for use by many
 * threads.
 *
 * <p>Laws, for states of disjoint sets of events: {@link #merge} is commutative and associative
 * with {@link #empty} as its identity; {@code add(s, e)} equals merging the state of {@code e}
 * alone; equal sets have equal bytes.
 */
public final class CompiledView {
  /**
   * The codec's version, the first byte of every state. A change of the layout takes the next one.
   */
  static final int CODEC_VERSION = 3;

  private final View view;
  private final EntityKey key;
  private final long resolution;
  private final long ttl;
  private final ViewLayout layout;
  private final Table[] tables;
  private final Table[] census;
  private final WindowReader[] windows;
  private final List<String> names;
  private final RecentEvents recentEvents;
  private final EntityState empty;

  private CompiledView(Project project, View view) {
    this.view = view;
    Source source = project.source(view.source());
    String keyField = project.entity(view.entity()).key();
    this.key = EntityKey.in(source.schema(), keyField);
    this.resolution = source.resolution().toMillis();
    this.ttl = view.ttl().map(Duration::toMillis).orElse(Long.MAX_VALUE);
    this.names = view.aggregations().stream().map(Aggregation::name).toList();
    this.layout = ViewLayout.of(source, keyField, view);
    this.tables = layout.tables();
    this.windows = layout.readers();
    this.census = view.recentIdentities() > 0 ? Census.of(tables) : tables;
    this.recentEvents = new RecentEvents(view.recentIdentities());
    Tiles[] none = new Tiles[tables.length];
    Arrays.fill(none, Tiles.NONE);
    this.empty = new EntityState(Long.MIN_VALUE, 0, RecentEvents.NONE, none);
  }

  /**
   * Compiles a view of a project.
   *
   * @throws IllegalArgumentException if the definition does not hold together; loading definitions
   *     reports all such problems before
   */
  public static CompiledView of(Project project, View view) {
    return new CompiledView(project, view);
  }

  public View view() {
    return view;
  }

  /** The features' names, in the view's order. */
  public List<String> names() {
    return names;
  }

  /** The features' types, in the view's order. */
  public List<FeatureType> types() {
    return layout.types();
  }

  /** A 64-bit hash of everything that the bytes of a state depend on. */
  public long fingerprint() {
    return layout.fingerprint();
  }

  /** The entity's id in an event; null if it is null or empty: then the view skips the event. */
  public String key(Event event) {
    return key.of(event);
  }

  /**
   * The entity's id that a text names: {@link #key(Event)} of events with that text as their key.
   *
   * @throws IllegalArgumentException if there can be no such events
   */
  public String requireKey(String text) {
    try {
      return key.require(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the id of " + view.entity() + " " + e.getMessage(), e);
    }
  }

  /** The identity of {@link #merge}: no events. */
  public EntityState empty() {
    return empty;
  }

  /** The state of one event more; the same object if the event makes no difference. */
  @SuppressWarnings("ReferenceEquality") // parts that did not change are handed on as they are
  public EntityState add(EntityState state, Event event) {
    long newest = Math.max(state.newest(), event.ts());
    Tiles[] tiles = new Tiles[tables.length];
    long mass = 0;
    boolean same = newest == state.newest();
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].add(state.tables()[i], event, newest);
      mass += tiles[i].mass();
      same &= tiles[i] == state.tables()[i];
    }
    long[] recent =
        recentEvents.isOff()
            ? RecentEvents.NONE
            : recentEvents.add(
                state.recent(), event.ts(), event.identity(), Census.oldest(census, newest));
    return same && recent == state.recent() ? state : new EntityState(newest, mass, recent, tiles);
  }

  /** The state of the union of two disjoint sets of events. */
  public EntityState merge(EntityState a, EntityState b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    long newest = Math.max(a.newest(), b.newest());
    Tiles[] tiles = new Tiles[tables.length];
    long mass = 0;
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].merge(a.tables()[i], b.tables()[i], newest);
      mass += tiles[i].mass();
    }
    long[] recent = recentEvents.merge(a.recent(), b.recent(), Census.oldest(census, newest));
    return new EntityState(newest, mass, recent, tiles);
  }

  /** Whether an event is in a state: decided by the identities that the state carries. */
  public Membership membership(EntityState state, Event event) {
    // Of no events all are absent.
    long oldest = state.isEmpty() ? Long.MIN_VALUE : Census.oldest(census, state.newest());
    return recentEvents.membership(state.recent(), event.ts(), event.identity(), oldest);
  }

  /** Whether the entity is there as of an instant, in milliseconds since 1970. */
  public Presence presence(EntityState state, long asOf) {
    return presence(state.newest(), asOf);
  }

  /**
   * Whether the entity is there, by its newest event's time; {@link Long#MIN_VALUE} for no event.
   */
  public Presence presence(long newest, long asOf) {
    if (newest == Long.MIN_VALUE) {
      return Presence.MISSING;
    }
    return asOf - newest > ttl ? Presence.EXPIRED : Presence.PRESENT;
  }

  /**
   * The features as of an instant. Those of a missing or expired entity are those of the empty set.
   *
   * @param asOf milliseconds since 1970; the state's newest event if that is later
   * @return one value per feature, in the view's order
   */
  public FeatureRow evaluate(EntityState state, long asOf) {
    long t = Math.max(asOf, state.newest());
    EntityState seen = presence(state, t) == Presence.PRESENT ? state : empty;
    FeatureRow row = new FeatureRow(layout.types());
    for (ViewLayout.WindowPlan window : layout.windows()) {
      Column.Row partials =
          tables[window.table()].evaluate(
              seen.tables()[window.table()], window.range(), t, window.columns());
      window.finish(partials, t, row);
    }
    return row;
  }

  /**
   * How long after the newest event, in milliseconds, no window sees it; empty if one always does.
   */
  public OptionalLong reach() {
    return layout.reach() < 0 ? OptionalLong.empty() : OptionalLong.of(layout.reach());
  }

  /** The canonical bytes of a state, beginning with the codec's version and the fingerprint. */
  public byte[] encode(EntityState state) {
    StateWriter out = new StateWriter(state.newest(), resolution);
    out.octet(CODEC_VERSION);
    out.fixed64(layout.fingerprint());
    if (!state.isEmpty()) {
      out.signed(Math.floorDiv(state.newest(), resolution));
      recentEvents.encode(state.recent(), out);
      for (int i = 0; i < tables.length; i++) {
        tables[i].encode(state.tables()[i], out);
      }
    }
    return out.toByteArray();
  }

  /**
   * The state of canonical bytes.
   *
   * @throws StateFormatException if the version or the fingerprint is not this view's, or the bytes
   *     are damaged
   */
  public EntityState decode(byte[] bytes) {
    try {
      return decode(new StateReader(bytes));
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  /**
   * What {@link #evaluate(EntityState, long)} gives of the state that {@link #decode} gives of
   * these bytes, in one pass over them.
   *
   * @throws StateFormatException as decoding does
   */
  public FeatureRow evaluate(byte[] bytes, long asOf) {
    try {
      return evaluate(new StateReader(bytes), asOf);
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private FeatureRow evaluate(StateReader in, long asOf) {
    in.requireHeader(CODEC_VERSION, layout.fingerprint(), view.id());
    if (in.atEnd()) {
      return evaluate(empty, asOf);
    }
    long newest = newest(in);
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

  private StateFormatException damaged(IllegalArgumentException e) {
    return new StateFormatException(
        "the bytes of a state of " + view.id() + " are damaged: " + e.getMessage(), e);
  }

  private EntityState decode(StateReader in) {
    in.requireHeader(CODEC_VERSION, layout.fingerprint(), view.id());
    if (in.atEnd()) {
      return empty;
    }
    long newest = newest(in);
    long[] recent = recentEvents.decode(in);
    Tiles[] tiles = new Tiles[tables.length];
    long mass = 0;
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].decode(in);
      mass += tiles[i].mass();
    }
    in.requireEnd();
    return new EntityState(newest, mass, recent, tiles);
  }

  private long newest(StateReader in) {
    long newest = in.signed() * resolution;
    in.times(newest, resolution);
    return newest;
  }

  /** A state for people to read. */
  public StateDescription describe(EntityState state) {
    List<StateDescription.TableDescription> described = new ArrayList<>();
    for (int i = 0; i < tables.length; i++) {
      described.add(tables[i].describe(state.tables()[i]));
    }
    return new StateDescription(
        state.isEmpty() ? null : Instant.ofEpochMilli(state.newest()),
        state.mass(),
        encode(state).length,
        state.recent().length / 2,
        described);
  }
}
