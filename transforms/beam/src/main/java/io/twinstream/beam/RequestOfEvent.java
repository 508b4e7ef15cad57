package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.List;

/** Makes the request of a service out of the event that is being decided, field by name. */
final class RequestOfEvent {
  private final List<FeatureType> types;
  private final Schema source;
  private final int[] slots;

  /**
   * @throws IllegalArgumentException if events have a field of another type
   */
  RequestOfEvent(Schema request, Schema source) {
    this.types = request.fields().stream().map(field -> field.type().featureType()).toList();
    this.source = source;
    this.slots = request.fields().stream().mapToInt(field -> source.find(field.name())).toArray();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      Field field = request.field(i);
      if (slots[i] >= 0 && source.field(slots[i]).type().featureType() != types.get(i)) {
        problems.add(
            "the request's field '"
                + field.name()
                + "' is "
                + field.type()
                + ", the event's is "
                + source.field(slots[i]).type());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** Fields that events do not have are null. */
  FeatureRow of(Event event) {
    FeatureRow request = new FeatureRow(types);
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (slot < 0 || event.isNull(slot)) {
        continue;
      }
      FieldType type = source.field(slot).type();
      switch (type.kind()) {
        case STRING -> request.setText(i, event.text(slot));
        case DECIMAL -> request.setDouble(i, type.toDouble(event.bits(slot)));
        default -> request.setBits(i, event.bits(slot));
      }
    }
    return request;
  }
}
