package io.twinstream.features.aggregate;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.expression.Filters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

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
  static final int CODEC_VERSION = 1;

  private final View view;
  private final int keySlot;
  private final boolean keyIsText;
  private final long resolution;
  private final long ttl;
  private final Table[] tables;
  private final WindowPlan[] plans;
  private final List<String> names;
  private final List<FeatureType> types;
  private final RecentEvents recentEvents;
  private final long reach;
  private final long fingerprint;
  private final EntityState empty;

  /** The features of one window of one table, evaluated together. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  private record WindowPlan(
      int table, TileRange range, Column[] columns, int[] features, Formula[] formulas) {}

  private CompiledView(Project project, View view) {
    this.view = view;
    Source source = project.source(view.source());
    Schema schema = source.schema();
    this.keySlot = schema.slot(project.entity(view.entity()).key());
    this.keyIsText = schema.field(keySlot).type().kind() == FieldType.Kind.STRING;
    this.resolution = source.resolution().toMillis();
    this.ttl = view.ttl().map(java.time.Duration::toMillis).orElse(Long.MAX_VALUE);
    this.names = view.aggregations().stream().map(Aggregation::name).toList();

    Map<List<Object>, TableBuilder> builders = new LinkedHashMap<>();
    Map<List<Object>, WindowFeatures> windows = new LinkedHashMap<>();
    FeatureType[] featureTypes = new FeatureType[names.size()];
    long longest = 0;
    for (int i : layoutOrder(view.aggregations())) {
      Aggregation aggregation = view.aggregations().get(i);
      Optional<FieldType> field = aggregation.field().map(name -> schema.field(name).type());
      long hop = aggregation.window().hop().toMillis();
      TileRange range = TileRange.of(aggregation.window(), resolution);
      longest = longest < 0 || range.reach() < 0 ? -1 : Math.max(longest, range.reach());
      List<Object> tableKey = List.of(hop, aggregation.filter());
      TableBuilder builder =
          builders.computeIfAbsent(
              tableKey,
              k ->
                  new TableBuilder(
                      schema, hop, aggregation.filter().orElse(""), filter(schema, aggregation)));
      builder.window(range);
      List<Column> columns = builder.columnsFor(aggregation);
      featureTypes[i] = Formulas.type(aggregation, field);
      windows
          .computeIfAbsent(List.of(tableKey, range), k -> new WindowFeatures(tableKey, range))
          .add(i, columns, Formulas.of(aggregation, field, columns));
    }
    this.types = List.of(featureTypes);
    this.tables = builders.values().stream().map(TableBuilder::build).toArray(Table[]::new);
    List<List<Object>> order = List.copyOf(builders.keySet());
    this.plans =
        windows.values().stream()
            .map(w -> w.plan(order.indexOf(w.table)))
            .toArray(WindowPlan[]::new);
    this.reach = longest;
    this.recentEvents = new RecentEvents(view.recentIdentities(), reach);
    this.fingerprint = Hashing.xxh3_64().hashCharsToLong(describe(source, builders.values()));
    this.empty = new EntityState(Long.MIN_VALUE, 0, RecentEvents.NONE, noTiles());
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
    return types;
  }

  /** A 64-bit hash of everything that the bytes of a state depend on. */
  public long fingerprint() {
    return fingerprint;
  }

  /** The entity's id in an event; null if it is null or empty: then the view skips the event. */
  public String key(Event event) {
    if (event.isNull(keySlot)) {
      return null;
    }
    if (!keyIsText) {
      return Long.toString(event.bits(keySlot));
    }
    String key = event.text(keySlot);
    return key.isEmpty() ? null : key;
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
      mass += tables[i].mass(tiles[i]);
      same &= tiles[i] == state.tables()[i];
    }
    long[] recent =
        recentEvents.isOff()
            ? RecentEvents.NONE
            : recentEvents.add(state.recent(), event.ts(), event.identity(), newest);
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
      mass += tables[i].mass(tiles[i]);
    }
    return new EntityState(newest, mass, recentEvents.merge(a.recent(), b.recent(), newest), tiles);
  }

  /** Whether an event is in a state: decided by the identities that the state carries. */
  public Membership membership(EntityState state, Event event) {
    return recentEvents.membership(state.recent(), event.ts(), event.identity(), state.newest());
  }

  /** Whether the entity is there as of an instant, in milliseconds since 1970. */
  public Presence presence(EntityState state, long asOf) {
    if (state.isEmpty()) {
      return Presence.MISSING;
    }
    return asOf - state.newest() > ttl ? Presence.EXPIRED : Presence.PRESENT;
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
    FeatureRow row = new FeatureRow(types);
    for (WindowPlan plan : plans) {
      Column.Row partials =
          tables[plan.table].evaluate(seen.tables()[plan.table], plan.range, t, plan.columns);
      for (int i = 0; i < plan.features.length; i++) {
        plan.formulas[i].finish(partials, t, row, plan.features[i]);
      }
    }
    return row;
  }

  /**
   * How long after the newest event, in milliseconds, no window sees it; empty if one always does.
   */
  public OptionalLong reach() {
    return reach < 0 ? OptionalLong.empty() : OptionalLong.of(reach);
  }

  /** The canonical bytes of a state, beginning with the codec's version and the fingerprint. */
  public byte[] encode(EntityState state) {
    ByteWriter out = new ByteWriter(state.newest(), resolution);
    out.octet(CODEC_VERSION);
    out.fixed64(fingerprint);
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
    ByteReader in = new ByteReader(bytes);
    int version = in.octet();
    if (version != CODEC_VERSION) {
      throw new StateFormatException(
          "a state of "
              + view.id()
              + " has codec version "
              + version
              + "; this build reads "
              + CODEC_VERSION
              + ": rebuild the view into a new generation, or use the build that wrote it");
    }
    long written = in.fixed64();
    if (written != fingerprint) {
      throw new StateFormatException(
          "a state of %s was written by definition %016x, this one is %016x: a changed view needs a new version"
              .formatted(view.id(), written, fingerprint));
    }
    if (in.atEnd()) {
      return empty;
    }
    long newest = in.signed() * resolution;
    in.times(newest, resolution);
    long[] recent = recentEvents.decode(in);
    Tiles[] tiles = new Tiles[tables.length];
    long mass = 0;
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].decode(in);
      mass += tables[i].mass(tiles[i]);
    }
    in.require(in.atEnd(), "something follows it");
    return new EntityState(newest, mass, recent, tiles);
  }

  private Tiles[] noTiles() {
    Tiles[] tiles = new Tiles[tables.length];
    java.util.Arrays.fill(tiles, Tiles.NONE);
    return tiles;
  }

  private String describe(Source source, Iterable<TableBuilder> builders) {
    StringBuilder out = new StringBuilder();
    out.append("source=").append(source.name()).append(" key=").append(keySlot(source));
    out.append(" resolution=")
        .append(resolution)
        .append(" recent=")
        .append(view.recentIdentities());
    for (TableBuilder builder : builders) {
      out.append('\n').append(builder.describe());
    }
    return out.toString();
  }

  private String keySlot(Source source) {
    return source.schema().field(keySlot).name();
  }

  /** An order of the aggregations that names and the order of definition do not change. */
  private static List<Integer> layoutOrder(List<Aggregation> aggregations) {
    return IntStream.range(0, aggregations.size())
        .boxed()
        .sorted(
            Comparator.comparing(
                i -> {
                  Aggregation a = aggregations.get(i);
                  return List.of(a.window(), a.filter(), a.function(), a.field(), a.cap())
                      .toString();
                }))
        .toList();
  }

  private static EventPredicate filter(Schema schema, Aggregation aggregation) {
    return aggregation.filter().map(cel -> Filters.compile(schema, cel)).orElse(null);
  }

  /** Collects the features of one window. */
  private static final class WindowFeatures {
    private final List<Object> table;
    private final TileRange range;
    private final Set<Column> columns = new LinkedHashSet<>();
    private final List<Integer> features = new ArrayList<>();
    private final List<Formula> formulas = new ArrayList<>();

    WindowFeatures(List<Object> table, TileRange range) {
      this.table = table;
      this.range = range;
    }

    void add(int feature, List<Column> needed, Formula formula) {
      columns.addAll(needed);
      features.add(feature);
      formulas.add(formula);
    }

    WindowPlan plan(int tableIndex) {
      return new WindowPlan(
          tableIndex,
          range,
          columns.toArray(new Column[0]),
          features.stream().mapToInt(Integer::intValue).toArray(),
          formulas.toArray(new Formula[0]));
    }
  }
}
