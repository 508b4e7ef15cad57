package io.twinstream.features.service;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.List;

/**
 * Uses the fields of an event as the fields of a request, by name. Derived features over history
 * are computed this way, because there is no caller. Safe for use by many threads.
 */
public final class EventRequest {
  private final Schema source;
  private final List<FeatureType> types;
  private final int[] slots;
  private final List<String> missing;

  private EventRequest(Schema request, Schema source) {
    this.source = source;
    this.types = request.fields().stream().map(field -> field.type().featureType()).toList();
    this.slots = request.fields().stream().mapToInt(field -> source.find(field.name())).toArray();
    this.missing =
        request.fields().stream().map(Field::name).filter(name -> !source.has(name)).toList();
  }

  /**
   * Maps the fields of a source to those of a request.
   *
   * @throws IllegalArgumentException if a field has another type in the source
   */
  public static EventRequest of(Schema request, Schema source) {
    List<String> problems = new ArrayList<>();
    for (Field field : request.fields()) {
      int slot = source.find(field.name());
      if (slot >= 0 && source.field(slot).type().featureType() != field.type().featureType()) {
        problems.add(
            "the request's field '"
                + field.name()
                + "' is a "
                + field.type()
                + ", the event's is a "
                + source.field(slot).type());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new EventRequest(request, source);
  }

  /** Returns the request fields that the source lacks; they are always null. */
  public List<String> missing() {
    return missing;
  }

  /** Returns the request row of an event. */
  public FeatureRow row(Event event) {
    FeatureRow row = new FeatureRow(types);
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (slot < 0 || event.isNull(slot)) {
        continue;
      }
      FieldType type = source.field(slot).type();
      switch (type.kind()) {
        case STRING -> row.setText(i, event.text(slot));
        case BYTES -> row.setBytes(i, event.bytes(slot));
        case ARRAY -> row.setArray(i, type.toFeature(event.array(slot)));
        case DECIMAL -> row.setDouble(i, type.toDouble(event.bits(slot)));
        case LONG, DOUBLE, BOOLEAN, TIMESTAMP -> row.setBits(i, event.bits(slot));
      }
    }
    return row;
  }
}
