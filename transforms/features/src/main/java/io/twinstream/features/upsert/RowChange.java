package io.twinstream.features.upsert;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * The change of a row for an entity, by a version that was added: an event with the fields of the
 * greatest version that concerns the entity, and columns behind them. Its position and known time
 * are those of the version that was added.
 *
 * @param entity the entity
 * @param here whether the row is the entity's, and not deleted
 * @param tile the newest tile in which a version names the entity; {@link #NONE} for no entry
 * @param versions the number of versions that concern the entity, from that tile on
 * @param named the tile of the version that was added, if it names the entity; else {@link #NONE}
 * @param time the greatest change or event time of a version of the row that names the entity
 * @param first whether it is the first version of its tile that names the entity
 * @param overflow the newest tile of which the entity cannot know all; {@link #NONE} for none
 */
record RowChange(
    String entity,
    boolean here,
    long tile,
    long versions,
    long named,
    long time,
    boolean first,
    long overflow) {

  static final long NONE = Long.MIN_VALUE;

  /** The columns behind the fields of the source. No field of a source begins like them. */
  private static final List<Field> COLUMNS =
      List.of(
          new Field("@entity", FieldType.STRING),
          new Field("@here", FieldType.BOOLEAN),
          new Field("@tile", FieldType.LONG),
          new Field("@versions", FieldType.LONG),
          new Field("@named", FieldType.LONG),
          new Field("@time", FieldType.TIMESTAMP),
          new Field("@first", FieldType.BOOLEAN),
          new Field("@overflow", FieldType.LONG));

  /** Returns a source of changes with the columns behind its fields. */
  static Source source(Source of) {
    List<Field> fields = new ArrayList<>(of.schema().fields());
    fields.addAll(COLUMNS);
    return of.withSchema(new Schema(fields));
  }

  static List<String> columns() {
    return COLUMNS.stream().map(Field::name).toList();
  }

  /** Reports whether an event of a source is such a change. */
  static boolean is(Event event, int fields) {
    return event.size() > fields;
  }

  /**
   * Returns the event.
   *
   * @param greatest the greatest version that concerns the entity
   * @param added the version that was added
   */
  Event event(Event greatest, Event added) {
    int base = greatest.size();
    int size = base + COLUMNS.size();
    long[] bits = new long[size];
    String[] texts = new String[size];
    boolean[] present = new boolean[size];
    texts[base] = entity;
    present[base] = true;
    set(bits, present, base + 1, here ? 1 : 0);
    set(bits, present, base + 2, tile);
    set(bits, present, base + 3, versions);
    set(bits, present, base + 4, named);
    set(bits, present, base + 5, time);
    set(bits, present, base + 6, first ? 1 : 0);
    set(bits, present, base + 7, overflow);
    return greatest.extended(bits, texts, present).readAt(added.position(), added.known());
  }

  private static void set(long[] bits, boolean[] present, int slot, long value) {
    present[slot] = value != NONE;
    bits[slot] = value == NONE ? 0 : value;
  }

  /** Returns the entity of a change. */
  static String entity(Event event, int fields) {
    return event.text(fields);
  }

  /**
   * @param fields the number of fields of the source
   */
  static RowChange of(Event event, int fields) {
    return new RowChange(
        event.text(fields),
        event.bits(fields + 1) != 0,
        get(event, fields + 2),
        event.bits(fields + 3),
        get(event, fields + 4),
        event.bits(fields + 5),
        event.bits(fields + 6) != 0,
        get(event, fields + 7));
  }

  private static long get(Event event, int slot) {
    return event.isNull(slot) ? NONE : event.bits(slot);
  }
}
