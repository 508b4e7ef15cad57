package io.twinstream.features.aggregate;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.StateDescription.TableDescription;
import io.twinstream.features.aggregate.StateDescription.TileDescription;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states of a view over a table: one {@link TableRow} per key. The greater row of two wins, so
 * merging is commutative, associative and idempotent.
 *
 * <p>The bytes of a state: codec version, fingerprint, order, time, whether it is a delete, hash of
 * the content, and if it is not a delete, a bit per field that is not null and the values of these
 * fields. Fields are in the order of their names.
 */
final class TableRows {
  private static final int VERSION = 1;

  private final String view;
  private final List<Field> fields;
  private final int[] slots;
  private final int orderSlot;
  private final int deletedSlot;

  /** By feature, its index in the fields. */
  private final int[] features;

  private final List<FeatureType> types;
  private final long fingerprint;

  private TableRows(Source source, String key, View view) {
    Schema schema = source.schema();
    TableRules rules = source.table().orElseThrow();
    List<String> read =
        view.aggregations().stream().map(TableRows::field).sorted().distinct().toList();
    this.view = view.id();
    this.fields = read.stream().map(schema::field).toList();
    this.slots = read.stream().mapToInt(schema::slot).toArray();
    this.orderSlot = schema.slot(rules.orderField());
    this.deletedSlot = schema.slot(TableRules.DELETED);
    this.features =
        view.aggregations().stream().mapToInt(each -> read.indexOf(field(each))).toArray();
    this.types = Arrays.stream(features).mapToObj(i -> fields.get(i).type().featureType()).toList();
    this.fingerprint = fingerprint(source, key, rules);
  }

  static TableRows of(Source source, String key, View view) {
    return new TableRows(source, key, view);
  }

  private static String field(Aggregation feature) {
    return feature.field().orElseThrow();
  }

  private long fingerprint(Source source, String key, TableRules rules) {
    StringBuilder text = new StringBuilder("table=").append(source.name());
    text.append(" key=").append(key);
    text.append(" order=").append(rules.orderField());
    for (Field field : fields) {
      text.append('\n').append(field);
    }
    return Hashing.xxh3_64().hashCharsToLong(text);
  }

  long fingerprint() {
    return fingerprint;
  }

  List<FeatureType> types() {
    return types;
  }

  EntityState add(EntityState state, Event event) {
    return greater(state, new EntityState(row(event)));
  }

  /** Returns the state with the greater row; the first one if they are the same row. */
  static EntityState greater(EntityState a, EntityState b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.row().compare(b.row()) >= 0 ? a : b;
  }

  static Membership membership(EntityState state, Event row) {
    boolean held = state.row() != null && state.row().content() == row.identity();
    return held ? Membership.HELD : Membership.UNDECIDED;
  }

  private TableRow row(Event event) {
    boolean deleted = event.bits(deletedSlot) != 0;
    long[] bits = new long[slots.length];
    Object[] objects = new Object[slots.length];
    boolean[] present = new boolean[slots.length];
    for (int i = 0; i < slots.length && !deleted; i++) {
      present[i] = !event.isNull(slots[i]);
      bits[i] = event.bits(slots[i]);
      objects[i] = present[i] ? object(fields.get(i).type().kind(), event, slots[i]) : null;
    }
    long order = event.bits(orderSlot);
    return new TableRow(order, deleted, event.identity(), event.ts(), bits, objects, present);
  }

  private static Object object(Kind kind, Event event, int slot) {
    return switch (kind) {
      case STRING -> event.text(slot);
      case BYTES -> event.bytes(slot);
      case ARRAY -> event.array(slot);
      default -> null;
    };
  }

  /** Returns the values of a row; nulls for no row and for a delete. */
  FeatureRow evaluate(TableRow row) {
    FeatureRow values = new FeatureRow(types);
    for (int i = 0; row != null && i < features.length; i++) {
      int field = features[i];
      if (row.present()[field]) {
        set(values, i, fields.get(field).type(), row.bits()[field], row.objects()[field]);
      }
    }
    return values;
  }

  private static void set(FeatureRow out, int i, FieldType type, long bits, Object object) {
    switch (type.kind()) {
      case STRING -> out.setText(i, (String) object);
      case BYTES -> out.setBytes(i, (Bytes) object);
      case ARRAY -> out.setArray(i, type.toFeature((ArrayValue) object));
      case DECIMAL -> out.setDouble(i, type.toDouble(bits));
      default -> out.setBits(i, bits);
    }
  }

  byte[] encode(EntityState state) {
    StateWriter out = new StateWriter(0, 1);
    out.octet(VERSION);
    out.fixed64(fingerprint);
    TableRow row = state.row();
    if (row == null) {
      return out.toByteArray();
    }
    out.signed(row.order());
    out.signed(row.ts());
    out.octet(row.deleted() ? 1 : 0);
    out.fixed64(row.content());
    if (!row.deleted()) {
      int presence = out.gap((slots.length + 7) / 8);
      for (int i = 0; i < slots.length; i++) {
        if (row.present()[i]) {
          out.setBit(presence, i);
          write(out, fields.get(i).type().kind(), row.bits()[i], row.objects()[i]);
        }
      }
    }
    return out.toByteArray();
  }

  private static void write(StateWriter out, Kind kind, long bits, Object object) {
    switch (kind) {
      case STRING -> out.text((String) object);
      case BYTES -> out.counted(((Bytes) object).toByteArray());
      case ARRAY -> ((ArrayValue) object).write(out);
      case DOUBLE -> out.fixed64(bits);
      default -> out.signed(bits);
    }
  }

  EntityState decode(byte[] bytes) {
    StateReader in = new StateReader(bytes);
    in.requireHeader(VERSION, fingerprint, view);
    if (in.atEnd()) {
      return EntityState.EMPTY_TABLE;
    }
    try {
      TableRow row = read(in);
      in.requireEnd();
      return new EntityState(row);
    } catch (IllegalArgumentException e) {
      throw new StateFormatException(
          "the bytes of a state of " + view + " are damaged: " + e.getMessage(), e);
    }
  }

  private TableRow read(StateReader in) {
    long order = in.signed();
    long ts = in.signed();
    int deleted = in.octet();
    in.require(deleted <= 1, "a delete is marked by 0 or 1");
    long content = in.fixed64();
    long[] bits = new long[slots.length];
    Object[] objects = new Object[slots.length];
    boolean[] present = new boolean[slots.length];
    if (deleted == 0) {
      int presence = in.skip((slots.length + 7) / 8);
      for (int i = 0; i < slots.length; i++) {
        present[i] = in.isSet(presence, i);
        if (present[i]) {
          FieldType type = fields.get(i).type();
          switch (type.kind()) {
            case STRING -> objects[i] = in.text();
            case BYTES -> objects[i] = Bytes.of(in.counted());
            case ARRAY -> objects[i] = ArrayValue.read(type.held(), in);
            case DOUBLE -> bits[i] = in.fixed64();
            default -> bits[i] = in.signed();
          }
        }
      }
    }
    return new TableRow(order, deleted == 1, content, ts, bits, objects, present);
  }

  /** Describes a row as a table with one tile. */
  TableDescription describe(TableRow row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Object value = row.objects()[i];
      if (row.present()[i]) {
        values.add(value == null ? fields.get(i).type().show(row.bits()[i]) : value.toString());
      } else {
        values.add("null");
      }
    }
    TileDescription tile = new TileDescription(null, row.deleted() ? 0 : 1, values);
    return new TableDescription(
        Duration.ZERO, "", fields.stream().map(Field::name).toList(), List.of(tile));
  }
}
