package io.twinstream.features.upsert;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.upsert.EntityRows.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The states of a view over a source of changes: {@link EntityRows}. They follow from the changes
 * that {@link RowStep} emits, so equal sets of versions have equal states, in whatever order they
 * come.
 */
public final class RowStates {
  /** A change of the tile of an entry counts more than all versions that may follow in it. */
  private static final int TILE_SHIFT = 25;

  /** An overflow of a later tile counts more than all entries of an entity. */
  private static final int OVERFLOW_SHIFT = 46;

  private final int fields;
  private final VersionOrder order;
  private final ChangeTiles tiles;
  private final int maxRows;
  private final RowStatesCodec codec;
  private final int[] orderSlots;

  private RowStates(Source source, ChangeTiles tiles, RowStatesCodec codec) {
    ChangeRules rules = source.changes().orElseThrow();
    this.fields = source.schema().size();
    this.order = VersionOrder.of(source);
    this.tiles = tiles;
    this.maxRows = rules.maxRows();
    this.codec = codec;
    this.orderSlots =
        orderFields(rules).stream().mapToInt(name -> source.schema().slot(name)).toArray();
  }

  /**
   * @param view the id of the view, for messages
   * @param read the fields that its features read
   * @param fingerprint of the layout of its states
   */
  public static RowStates of(
      Source source, ChangeTiles tiles, String view, Set<String> read, long fingerprint) {
    return new RowStates(source, tiles, new RowStatesCodec(source, view, read, fingerprint));
  }

  /** Returns the source of row changes: a source of changes with columns. */
  public static Source ofRowChanges(Source source) {
    return RowChange.source(source);
  }

  /** Returns the fields that a step must pass on, besides those that are read. */
  public static List<String> passed(Source source) {
    List<String> passed = new ArrayList<>(orderFields(source.changes().orElseThrow()));
    passed.add(source.changes().get().row());
    return passed;
  }

  /** Returns the columns of row changes. */
  public static List<String> columns() {
    return RowChange.columns();
  }

  private static List<String> orderFields(ChangeRules rules) {
    List<String> names = new ArrayList<>(rules.versions());
    names.add(rules.changeTime());
    rules.deleted().ifPresent(names::add);
    rules.incomplete().ifPresent(names::add);
    return names.stream().distinct().toList();
  }

  /** Describes what states depend on besides the features. */
  public static String describe(Source source, ChangeTiles tiles) {
    ChangeRules rules = source.changes().orElseThrow();
    List<Field> ordered = orderFields(rules).stream().sorted().map(source.schema()::field).toList();
    return "row=%s change_time=%s versions=%s deleted=%s fields=%s rows=%d entities=%d tiles=%s"
        .formatted(
            source.schema().field(rules.row()),
            rules.changeTime(),
            rules.versions(),
            rules.deleted(),
            ordered,
            rules.maxRows(),
            rules.maxEntities(),
            tiles);
  }

  public EntityRows empty() {
    return EntityRows.NONE;
  }

  /** Reports whether an event is a row change, and not a version itself. */
  public boolean isRowChange(Event event) {
    return RowChange.is(event, fields);
  }

  /** Returns the entity of a row change. */
  public String entity(Event event) {
    return RowChange.entity(event, fields);
  }

  /** Reports whether the version that was added names the entity. */
  public boolean namesEntity(Event event) {
    return RowChange.of(event, fields).named() != RowChange.NONE;
  }

  /** Returns the rows after a row change, or after a version that names the entity. */
  public EntityRows add(EntityRows rows, Event event) {
    if (isRowChange(event)) {
      return add(rows, RowChange.of(event, fields), event);
    }
    return add(rows, alone(rows, event), greater(rows, event));
  }

  private Event greater(EntityRows rows, Event version) {
    Entry held = rows.entry(version.id());
    return held != null && order.compare(held.version(), version) >= 0 ? held.version() : version;
  }

  /** Returns the change by a version that concerns no other entity. */
  private RowChange alone(EntityRows rows, Event version) {
    long tile = tiles.tile(order.changeTime(version));
    long time = Math.max(order.changeTime(version), version.ts());
    Entry held = rows.entry(version.id());
    boolean newer = held == null || order.compare(held.version(), version) < 0;
    return new RowChange(
        "",
        newer ? order.isWhole(version) : held.here(),
        held == null ? tile : Math.max(tile, held.tile()),
        held == null ? 1 : held.versions() + 1,
        tile,
        time,
        held == null,
        RowChange.NONE);
  }

  private EntityRows add(EntityRows rows, RowChange change, Event version) {
    boolean named = change.named() != RowChange.NONE;
    long newest = Math.max(rows.newest(), change.time());
    long first = tiles.first(newest);
    long overflow = Math.max(rows.overflow(), change.overflow());
    long[] counts = rows.tiles();
    if (named && change.first() && change.named() >= first && change.named() > overflow) {
      counts = counted(counts, change.named());
      overflow = over(counts, change.named()) ? change.named() : overflow;
    }
    overflow = overflow < first ? RowChange.NONE : overflow;
    long from = Math.max(first, overflow == RowChange.NONE ? first : overflow + 1);
    EntityRows kept =
        new EntityRows(newest, overflow, since(counts, from), since(rows.entries(), from));
    Entry held = kept.entry(version.id());
    boolean older = held != null && isOlder(change, held);
    if (change.tile() == RowChange.NONE || change.tile() < from || older) {
      return kept;
    }
    return kept.with(
        new Entry(
            version.id(),
            change.tile(),
            change.versions(),
            change.here(),
            change.here() ? version : bare(version)));
  }

  /** Changes of a row may come in any order: each has more versions, or a newer tile. */
  private static boolean isOlder(RowChange change, Entry held) {
    return change.tile() < held.tile()
        || (change.tile() == held.tile() && change.versions() < held.versions());
  }

  private boolean over(long[] counts, long tile) {
    for (int i = 0; i < counts.length; i += 2) {
      if (counts[i] == tile) {
        return counts[i + 1] > maxRows;
      }
    }
    return false;
  }

  private static long[] counted(long[] counts, long tile) {
    int at = 0;
    while (at < counts.length && counts[at] < tile) {
      at += 2;
    }
    if (at < counts.length && counts[at] == tile) {
      long[] more = counts.clone();
      more[at + 1]++;
      return more;
    }
    long[] more = Arrays.copyOf(counts, counts.length + 2);
    System.arraycopy(counts, at, more, at + 2, counts.length - at);
    more[at] = tile;
    more[at + 1] = 1;
    return more;
  }

  private static long[] since(long[] counts, long from) {
    int at = 0;
    while (at < counts.length && counts[at] < from) {
      at += 2;
    }
    return at == 0 ? counts : Arrays.copyOfRange(counts, at, counts.length);
  }

  private static Entry[] since(Entry[] entries, long from) {
    for (Entry each : entries) {
      if (each.tile() < from) {
        return Arrays.stream(entries).filter(e -> e.tile() >= from).toArray(Entry[]::new);
      }
    }
    return entries;
  }

  /** Returns the version with nothing but what orders it. */
  private Event bare(Event version) {
    long[] bits = new long[fields];
    boolean[] present = new boolean[fields];
    for (int slot : orderSlots) {
      bits[slot] = version.bits(slot);
      present[slot] = !version.isNull(slot);
    }
    return new Event(
        version.position(),
        version.known(),
        0,
        version.id(),
        version.identity(),
        bits,
        new String[fields],
        present);
  }

  /**
   * Returns the second part of the version of a state. At one newest time it rises with each
   * version that changes the rows: the number of versions of a row rises unless the row gets a
   * newer tile, and an overflow only moves to a newer tile.
   */
  public long count(EntityRows rows) {
    if (rows.newest() == Long.MIN_VALUE) {
      return 0;
    }
    long first = tiles.first(rows.newest());
    long count = 0;
    for (int i = 1; i < rows.tiles().length; i += 2) {
      count += rows.tiles()[i];
    }
    for (Entry each : rows.entries()) {
      count += (each.tile() - first << TILE_SHIFT) + each.versions();
    }
    return rows.overflow() == RowChange.NONE
        ? count
        : count + (rows.overflow() - first + 1 << OVERFLOW_SHIFT);
  }

  /** Reports whether rows that a window may see as of a time are not kept, or lack values. */
  public boolean isUnknown(EntityRows rows, long time) {
    long first = tiles.first(time);
    if (rows.overflow() != RowChange.NONE && rows.overflow() >= first) {
      return true;
    }
    for (Entry each : rows.entries()) {
      if (each.tile() >= first && order.isIncomplete(each.version())) {
        return true;
      }
    }
    return false;
  }

  /** Passes on the versions of the entity's rows. */
  public void forEachRow(EntityRows rows, Consumer<Event> consumer) {
    for (Entry each : rows.entries()) {
      if (each.here()) {
        consumer.accept(each.version());
      }
    }
  }

  /** Returns the number of the entity's rows. */
  public int size(EntityRows rows) {
    return (int) Arrays.stream(rows.entries()).filter(Entry::here).count();
  }

  /** Reports whether a version or a greater one of its row is known. */
  public boolean holds(EntityRows rows, Event version) {
    Entry held = rows.entry(version.id());
    return held != null && order.compare(held.version(), version) >= 0;
  }

  /** Reports whether a version would change the rows. */
  public boolean matters(EntityRows rows, Event version) {
    long tile = tiles.tile(order.changeTime(version));
    return rows.newest() == Long.MIN_VALUE
        || (tile >= tiles.first(rows.newest()) && tile > rows.overflow());
  }

  public byte[] encode(EntityRows rows) {
    return codec.encode(rows);
  }

  /**
   * @throws io.twinstream.features.aggregate.column.StateFormatException if the version or the
   *     fingerprint is not this view's, or the bytes are damaged
   */
  public EntityRows decode(byte[] bytes) {
    return codec.decode(bytes);
  }
}
