package io.twinstream.features.aggregate.column.register;

import io.twinstream.features.aggregate.column.Sized;
import io.twinstream.features.aggregate.column.Tiles;

/**
 * A value of a field, and what orders it.
 *
 * @param key the ordered bits of the field to order by; 0 if there is none
 * @param ts the time of its event
 * @param id the id of its event
 * @param bits its bits; 0 for text
 * @param text the text; null for other types
 */
public record Entry(long key, long ts, String id, long bits, String text) implements Sized {
  private static final int OWN_BYTES = 48;

  @Override
  public long heapBytes() {
    return OWN_BYTES + Tiles.heapBytes(id) + (text == null ? 0 : Tiles.heapBytes(text));
  }
}
