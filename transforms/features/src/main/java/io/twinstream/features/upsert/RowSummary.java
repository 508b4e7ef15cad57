package io.twinstream.features.upsert;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What a view keeps of the versions of one row: for each tile of change time their number, the
 * greatest, and the entities that they name. It is immutable. {@link RowStep#merge} is commutative
 * and associative for disjoint sets of versions, and equal sets have equal summaries.
 */
public final class RowSummary {
  static final RowSummary NONE = new RowSummary(List.of());

  private final List<Tile> tiles;

  private RowSummary(List<Tile> tiles) {
    this.tiles = tiles;
  }

  /**
   * The versions of one tile.
   *
   * @param versions their number
   * @param entities those that they name, in order, with the greatest change or event time of a
   *     version that does; empty if there are too many
   * @param overflow whether there are too many entities to keep
   */
  record Tile(
      long index,
      long versions,
      Event greatest,
      SortedMap<String, Long> entities,
      boolean overflow) {

    Tile merge(Tile other, BinaryOperator<Event> greater, int maxEntities) {
      SortedMap<String, Long> union = new TreeMap<>(entities);
      other.entities.forEach((entity, time) -> union.merge(entity, time, Math::max));
      boolean over = overflow || other.overflow || union.size() > maxEntities;
      return new Tile(
          index,
          versions + other.versions,
          greater.apply(greatest, other.greatest),
          over ? new TreeMap<>() : union,
          over);
    }
  }

  /** Creates the summary of one version. */
  static RowSummary of(long tile, Event version, String entity, long time) {
    SortedMap<String, Long> named = new TreeMap<>();
    if (entity != null) {
      named.put(entity, time);
    }
    return new RowSummary(List.of(new Tile(tile, 1, version, named, false)));
  }

  RowSummary merge(RowSummary other, BinaryOperator<Event> greater, int maxEntities) {
    List<Tile> merged = new ArrayList<>(tiles.size() + other.tiles.size());
    int i = 0;
    int j = 0;
    while (i < tiles.size() || j < other.tiles.size()) {
      Tile a = i < tiles.size() ? tiles.get(i) : null;
      Tile b = j < other.tiles.size() ? other.tiles.get(j) : null;
      if (b == null || (a != null && a.index < b.index)) {
        merged.add(a);
        i++;
      } else if (a == null || b.index < a.index) {
        merged.add(b);
        j++;
      } else {
        merged.add(a.merge(b, greater, maxEntities));
        i++;
        j++;
      }
    }
    return new RowSummary(merged);
  }

  /** Returns the tiles in ascending order. */
  List<Tile> tiles() {
    return tiles;
  }

  /** Returns a tile, or null. */
  Tile tile(long index) {
    return tiles.stream().filter(tile -> tile.index == index).findFirst().orElse(null);
  }

  /** Returns the summary without tiles before this one. */
  RowSummary from(long index) {
    int n = 0;
    while (n < tiles.size() && tiles.get(n).index < index) {
      n++;
    }
    return n == 0 ? this : new RowSummary(List.copyOf(tiles.subList(n, tiles.size())));
  }

  public boolean isEmpty() {
    return tiles.isEmpty();
  }

  /** Appends the summary; {@code versions} encodes the fields that the view needs. */
  public void write(EventCodec versions, ByteWriter out) {
    out.varint(tiles.size());
    for (Tile tile : tiles) {
      out.signed(tile.index);
      out.varint(tile.versions);
      out.octet(tile.overflow ? 1 : 0);
      versions.write(tile.greatest, out);
      out.varint(tile.entities.size());
      tile.entities.forEach(
          (entity, time) -> {
            out.text(entity);
            out.signed(time);
          });
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public static RowSummary read(EventCodec versions, ByteReader in) {
    List<Tile> tiles = new ArrayList<>();
    for (int n = in.count(Integer.MAX_VALUE, 1); n > 0; n--) {
      long index = in.signed();
      long number = in.varint();
      boolean overflow = in.octet() != 0;
      Event greatest = versions.read(in);
      SortedMap<String, Long> entities = new TreeMap<>();
      for (int m = in.count(Integer.MAX_VALUE, 2); m > 0; m--) {
        String entity = in.text();
        entities.put(entity, in.signed());
      }
      tiles.add(new Tile(index, number, greatest, entities, overflow));
    }
    return new RowSummary(List.copyOf(tiles));
  }
}
