package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;

/**
 * The bytes of the states of one view: codec version, fingerprint, time of the newest event,
 * identities of the most recent events, tile tables.
 */
final class StateCodec {
  /** The first byte of every state. Raise it when the byte layout changes. */
  private static final int VERSION = 3;

  private final String view;
  private final long fingerprint;
  private final TileTable[] tables;
  private final RecentEvents recentEvents;
  private final long resolution;
  private final EntityState empty;

  /**
   * @param view its id, for messages
   * @param resolution of event times, in milliseconds
   * @param empty the state of no events
   */
  StateCodec(
      String view,
      ViewLayout layout,
      RecentEvents recentEvents,
      long resolution,
      EntityState empty) {
    this.view = view;
    this.fingerprint = layout.fingerprint();
    this.tables = layout.tables();
    this.recentEvents = recentEvents;
    this.resolution = resolution;
    this.empty = empty;
  }

  byte[] encode(EntityState state) {
    StateWriter out = new StateWriter(state.newest(), resolution);
    out.octet(VERSION);
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

  EntityState decode(byte[] bytes) {
    try {
      return decode(open(bytes));
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  /**
   * Opens a state behind its header.
   *
   * @throws StateFormatException if the version or the fingerprint is not this view's
   */
  StateReader open(byte[] bytes) {
    StateReader in = new StateReader(bytes);
    in.requireHeader(VERSION, fingerprint, view);
    return in;
  }

  StateFormatException damaged(IllegalArgumentException e) {
    return new StateFormatException(
        "the bytes of a state of " + view + " are damaged: " + e.getMessage(), e);
  }

  /** Reads the time of the newest event, from which other times are counted. */
  long newest(StateReader in) {
    long newest = in.signed() * resolution;
    in.times(newest, resolution);
    return newest;
  }

  private EntityState decode(StateReader in) {
    if (in.atEnd()) {
      return empty;
    }
    long newest = newest(in);
    long[] recent = recentEvents.decode(in);
    Tiles[] tiles = new Tiles[tables.length];
    long count = 0;
    for (int i = 0; i < tables.length; i++) {
      tiles[i] = tables[i].decode(in);
      count += tiles[i].count();
    }
    in.requireEnd();
    return new EntityState(newest, count, recent, tiles);
  }
}
