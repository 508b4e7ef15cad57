package io.twinstream.features.upsert;

import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.upsert.EntityRows.Entry;
import java.util.Set;

/**
 * The bytes of the states of a view over changes: codec version, fingerprint, newest time,
 * overflow, tiles with their numbers of rows, and the entries. Of an entry: row, tile, number of
 * versions, change time, declared versions, hash of the content, and if the row is the entity's,
 * its event time, a bit per field that is not null, and the values of these fields in the order of
 * their names. A tile is written as its distance behind the oldest one that windows may see.
 */
final class RowStatesCodec {
  /** Other views have other codec versions. */
  private static final int VERSION = 4;

  private static final int HERE = 1;
  private static final int DELETED = 2;
  private static final int INCOMPLETE = 4;

  /** The least bytes of an entry. */
  private static final int ENTRY_BYTES = 14;

  private static final Position NOWHERE = new Position("", 0, 0);

  private final String view;
  private final long fingerprint;
  private final Schema schema;
  private final int[] slots;
  private final int[] versionSlots;
  private final int changeSlot;
  private final int deletedSlot;
  private final int incompleteSlot;

  RowStatesCodec(Source source, String view, Set<String> read, long fingerprint) {
    ChangeRules rules = source.changes().orElseThrow();
    this.view = view;
    this.fingerprint = fingerprint;
    this.schema = source.schema();
    this.slots = read.stream().sorted().mapToInt(schema::slot).toArray();
    this.versionSlots = rules.versions().stream().mapToInt(schema::slot).toArray();
    this.changeSlot = schema.slot(rules.changeTime());
    this.deletedSlot = rules.deleted().map(schema::slot).orElse(-1);
    this.incompleteSlot = rules.incomplete().map(schema::slot).orElse(-1);
  }

  byte[] encode(EntityRows rows) {
    StateWriter out = new StateWriter(rows.newest(), 1);
    out.octet(VERSION);
    out.fixed64(fingerprint);
    if (rows.newest() == Long.MIN_VALUE) {
      return out.toByteArray();
    }
    out.signed(rows.newest());
    boolean overflow = rows.overflow() != RowChange.NONE;
    out.octet(overflow ? 1 : 0);
    if (overflow) {
      out.signed(rows.overflow());
    }
    out.varint(rows.tiles().length / 2);
    long previous = 0;
    for (int i = 0; i < rows.tiles().length; i += 2) {
      out.signed(rows.tiles()[i] - previous);
      out.varint(rows.tiles()[i + 1]);
      previous = rows.tiles()[i];
    }
    out.varint(rows.entries().length);
    for (Entry each : rows.entries()) {
      out.text(each.row());
      out.signed(each.tile() - previous);
      out.varint(each.versions());
      version(out, each);
    }
    return out.toByteArray();
  }

  private void version(StateWriter out, Entry entry) {
    Event version = entry.version();
    out.octet(
        (entry.here() ? HERE : 0)
            | (isSet(version, deletedSlot) ? DELETED : 0)
            | (isSet(version, incompleteSlot) ? INCOMPLETE : 0));
    out.signed(version.bits(changeSlot));
    for (int slot : versionSlots) {
      out.signed(version.bits(slot));
    }
    out.fixed64(version.identity());
    if (!entry.here()) {
      return;
    }
    out.signed(version.ts());
    int presence = out.gap((slots.length + 7) / 8);
    for (int i = 0; i < slots.length; i++) {
      if (!version.isNull(slots[i])) {
        out.setBit(presence, i);
        value(out, schema.field(slots[i]), version, slots[i]);
      }
    }
  }

  private static boolean isSet(Event version, int slot) {
    return slot >= 0 && version.bits(slot) != 0;
  }

  private static void value(StateWriter out, Field field, Event version, int slot) {
    switch (field.type().kind()) {
      case STRING -> out.text(version.text(slot));
      case BYTES -> out.counted(version.bytes(slot).toByteArray());
      case ARRAY -> version.array(slot).write(out);
      case DOUBLE -> out.fixed64(version.bits(slot));
      default -> out.signed(version.bits(slot));
    }
  }

  EntityRows decode(byte[] bytes) {
    StateReader in = new StateReader(bytes);
    in.requireHeader(VERSION, fingerprint, view);
    if (in.atEnd()) {
      return EntityRows.NONE;
    }
    try {
      EntityRows rows = read(in);
      in.requireEnd();
      return rows;
    } catch (IllegalArgumentException e) {
      throw new StateFormatException(
          "the bytes of a state of " + view + " are damaged: " + e.getMessage(), e);
    }
  }

  private EntityRows read(StateReader in) {
    long newest = in.signed();
    int over = in.octet();
    in.require(over <= 1, "an overflow is marked by 0 or 1");
    long overflow = over == 1 ? in.signed() : RowChange.NONE;
    long[] tiles = new long[2 * in.count(Integer.MAX_VALUE / 2, 2)];
    long previous = 0;
    for (int i = 0; i < tiles.length; i += 2) {
      tiles[i] = previous + in.signed();
      in.require(i == 0 || tiles[i] > previous, "tiles out of order");
      tiles[i + 1] = in.varint();
      previous = tiles[i];
    }
    Entry[] entries = new Entry[in.count(Integer.MAX_VALUE, ENTRY_BYTES)];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(in, previous);
      in.require(
          i == 0 || entries[i - 1].row().compareTo(entries[i].row()) < 0, "rows out of order");
    }
    return new EntityRows(newest, overflow, tiles, entries);
  }

  private Entry entry(StateReader in, long lastTile) {
    String row = in.text();
    long tile = lastTile + in.signed();
    long versions = in.varint();
    int flags = in.octet();
    in.require(flags <= (HERE | DELETED | INCOMPLETE), "an unknown kind of entry");
    int size = schema.size();
    long[] bits = new long[size];
    String[] texts = new String[size];
    Object[] objects = new Object[size];
    boolean[] present = new boolean[size];
    set(bits, present, changeSlot, in.signed());
    for (int slot : versionSlots) {
      set(bits, present, slot, in.signed());
    }
    flag(bits, present, deletedSlot, flags & DELETED);
    flag(bits, present, incompleteSlot, flags & INCOMPLETE);
    long identity = in.fixed64();
    boolean here = (flags & HERE) != 0;
    long ts = here ? in.signed() : 0;
    if (here) {
      values(in, bits, texts, objects, present);
    }
    Event version = new Event(NOWHERE, 0, ts, row, identity, bits, texts, objects, present);
    return new Entry(row, tile, versions, here, version);
  }

  private void values(
      StateReader in, long[] bits, String[] texts, Object[] objects, boolean[] present) {
    int presence = in.skip((slots.length + 7) / 8);
    for (int i = 0; i < slots.length; i++) {
      if (in.isSet(presence, i)) {
        int slot = slots[i];
        present[slot] = true;
        switch (schema.field(slot).type().kind()) {
          case STRING -> texts[slot] = in.text();
          case BYTES -> objects[slot] = Bytes.of(in.counted());
          case ARRAY -> objects[slot] = ArrayValue.read(schema.field(slot).type().held(), in);
          case DOUBLE -> bits[slot] = in.fixed64();
          default -> bits[slot] = in.signed();
        }
      }
    }
  }

  private static void flag(long[] bits, boolean[] present, int slot, int flag) {
    if (slot >= 0 && flag != 0) {
      set(bits, present, slot, 1);
    }
  }

  private static void set(long[] bits, boolean[] present, int slot, long value) {
    bits[slot] = value;
    present[slot] = true;
  }
}
