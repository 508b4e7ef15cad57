package io.twinstream.features.expression;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the fields of an event stand for the fields of a request, by name: how derived features are
 * computed where there is no caller, as over history. Safe for use by many threads.
 */
public final class EventRequest {
  private final Schema source;
  private final List<FeatureType> types;
  private final int[] slots;
  private final List<String> missing = new ArrayList<>();

  private EventRequest(CompiledService service, Schema source) {
    this.source = source;
    this.types = service.requestTypes();
    this.slots = new int[types.size()];
    for (int i = 0; i < slots.length; i++) {
      Field field = service.request().field(i);
      int slot = source.find(field.name());
      boolean fits = slot >= 0 && source.field(slot).type().featureType() == types.get(i);
      slots[i] = fits ? slot : -1;
      if (!fits) {
        missing.add(field.name());
      }
    }
  }

  /** Maps a source's fields to a service's request. */
  public static EventRequest of(CompiledService service, Schema source) {
    return new EventRequest(service, source);
  }

  /** The request fields that the source does not have, or has as another type: always null. */
  public List<String> missing() {
    return List.copyOf(missing);
  }

  /** The event as a request. */
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
        case DECIMAL -> row.setDouble(i, type.toDouble(event.bits(slot)));
        case LONG, DOUBLE, BOOLEAN, TIMESTAMP -> row.setBits(i, event.bits(slot));
      }
    }
    return row;
  }
}
