package io.twinstream.features.upsert;

import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Adds the versions of rows to their summaries, for one view, and emits a change for each entity
 * that a version concerns: the one that it names, and those that earlier and later versions of its
 * row name, as far as windows can still see these. Safe for use by many threads.
 */
public final class RowStep {
  /** How many versions from a tile on are counted; with more, the entity has an overflow. */
  static final long MAX_VERSIONS = 1 << 24;

  private final EntityKey key;
  private final VersionOrder order;
  private final ChangeTiles tiles;
  private final int maxEntities;

  private RowStep(Source source, String key, ChangeTiles tiles) {
    ChangeRules rules = source.changes().orElseThrow();
    this.key = EntityKey.in(source.schema(), key);
    this.order = VersionOrder.of(source);
    this.tiles = tiles;
    this.maxEntities = rules.maxEntities();
  }

  /**
   * @param key the field that names the entity of a row
   */
  public static RowStep of(Source source, String key, ChangeTiles tiles) {
    return new RowStep(source, key, tiles);
  }

  /** Returns the summary of no versions. */
  public RowSummary empty() {
    return RowSummary.NONE;
  }

  /** Returns the summary of the union of two disjoint sets of versions. */
  public RowSummary merge(RowSummary a, RowSummary b) {
    return a.merge(b, this::greater, maxEntities);
  }

  private Event greater(Event a, Event b) {
    return order.compare(a, b) >= 0 ? a : b;
  }

  /**
   * Returns the summary with one more version.
   *
   * @param out receives the entities that the version concerns, with an event for each
   */
  public RowSummary add(RowSummary before, Event version, BiConsumer<String, Event> out) {
    long at = tiles.tile(order.changeTime(version));
    String own = key.of(version);
    long time = Math.max(order.changeTime(version), version.ts());
    RowSummary after = merge(before, RowSummary.of(at, version, own, time));
    RowSummary.Tile held = before.tile(at);
    boolean overflow = after.tile(at).overflow();
    for (String entity : entities(before, after, own)) {
      Seen then = seen(before, entity);
      Seen now = seen(after, entity);
      boolean isOwn = entity.equals(own);
      boolean isHeld = held != null && held.entities().containsKey(entity);
      if (overflow && (isOwn || isHeld)) {
        now = now.overflowing(at, version, isHeld ? held.entities().get(entity) : time);
      }
      if (isOwn) {
        now = now.since(time);
      }
      if (isOwn || !now.equals(then)) {
        out.accept(entity, change(entity, now, version, isOwn ? at : RowChange.NONE, !isHeld));
      }
    }
    return after;
  }

  private Event change(String entity, Seen now, Event version, long named, boolean first) {
    boolean here = entity.equals(key.of(now.greatest)) && order.isWhole(now.greatest);
    boolean isFirst = named != RowChange.NONE && first;
    return new RowChange(
            entity, here, now.tile, now.versions, named, now.time, isFirst, now.overflow)
        .event(now.greatest, version);
  }

  private static SortedSet<String> entities(RowSummary before, RowSummary after, String own) {
    SortedSet<String> entities = new TreeSet<>();
    before.tiles().forEach(tile -> entities.addAll(tile.entities().keySet()));
    after.tiles().forEach(tile -> entities.addAll(tile.entities().keySet()));
    if (own != null) {
      entities.add(own);
    }
    return entities;
  }

  /**
   * What an entity knows of a row.
   *
   * @param tile the newest one in which a version names the entity; {@link RowChange#NONE} for none
   * @param versions how many concern it, from that tile on
   * @param greatest the greatest of them; null for none
   * @param overflow the newest tile in which a version names the entity and not all is known
   * @param time the greatest change or event time of a version that names the entity
   */
  private record Seen(long tile, long versions, Event greatest, long overflow, long time) {
    static final Seen NOTHING = new Seen(RowChange.NONE, 0, null, RowChange.NONE, RowChange.NONE);

    Seen overflowing(long at, Event any, long named) {
      return new Seen(
          tile,
          versions,
          greatest == null ? any : greatest,
          Math.max(overflow, at),
          Math.max(time, named));
    }

    Seen since(long named) {
      return new Seen(tile, versions, greatest, overflow, Math.max(time, named));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Seen that
          && tile == that.tile
          && versions == that.versions
          && overflow == that.overflow
          && identity() == that.identity();
    }

    @Override
    public int hashCode() {
      return Objects.hash(tile, versions, overflow);
    }

    private long identity() {
      return greatest == null ? 0 : greatest.identity();
    }
  }

  private Seen seen(RowSummary row, String entity) {
    Seen seen = Seen.NOTHING;
    for (int i = 0; i < row.tiles().size(); i++) {
      Long time = row.tiles().get(i).entities().get(entity);
      if (time != null) {
        Seen from = from(row, i);
        long over = from.versions > MAX_VERSIONS ? from.tile : seen.overflow;
        seen = new Seen(from.tile, from.versions, from.greatest, over, Math.max(seen.time, time));
      }
    }
    return seen;
  }

  /** Returns what concerns an entity that the versions of a tile name, and no later ones. */
  private Seen from(RowSummary row, int i) {
    long tile = row.tiles().get(i).index();
    long versions = 0;
    Event greatest = null;
    for (int j = i; j < row.tiles().size(); j++) {
      RowSummary.Tile each = row.tiles().get(j);
      if (each.index() <= tile + tiles.behind()) {
        versions += each.versions();
        greatest = each.greatest(); // Tiles are in the order of change time.
      }
    }
    return new Seen(tile, versions, greatest, RowChange.NONE, RowChange.NONE);
  }

  /** Forgets the versions that can concern no entity any more when the watermark is there. */
  public RowSummary forget(RowSummary row, long watermark) {
    long first = row.isEmpty() ? 0 : row.tiles().get(0).index();
    while (!row.isEmpty() && tiles.over(first) <= watermark) {
      row = row.from(first + 1);
      first = row.isEmpty() ? 0 : row.tiles().get(0).index();
    }
    return row;
  }

  /** Returns the watermark from which on {@link #forget} forgets something. */
  public long forgetsAt(RowSummary row) {
    return tiles.over(row.tiles().get(0).index());
  }
}
