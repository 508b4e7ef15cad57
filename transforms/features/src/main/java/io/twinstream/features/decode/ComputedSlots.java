package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.features.expression.ComputedField;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Computes the values of computed fields from the slots of the fields before them. */
final class ComputedSlots {
  private static final Position NOWHERE = new Position("", 0, 0);

  private final List<ComputedField> fields = new ArrayList<>();

  ComputedSlots(Schema schema) {
    for (Field field : schema.fields()) {
      if (field.isComputed()) {
        fields.add(ComputedField.compile(schema, field));
      }
    }
  }

  void fill(EventSlots slots) {
    if (fields.isEmpty()) {
      return;
    }
    // A view of the slots: each computed field sees the values computed before it.
    Event soFar =
        new Event(NOWHERE, 0, 0, "", 0, slots.bits, slots.texts, slots.objects, slots.present);
    for (ComputedField field : fields) {
      fill(slots, soFar, field);
    }
  }

  private static void fill(EventSlots slots, Event soFar, ComputedField field) {
    if (field.isText()) {
      String text = field.text(soFar);
      if (text != null && !text.isEmpty()) {
        slots.set(field.slot(), text);
      }
      return;
    }
    if (field.isNull(soFar)) {
      return;
    }
    OptionalLong bits = field.bits(soFar);
    if (bits.isPresent()) {
      slots.set(field.slot(), bits.getAsLong());
    } else {
      slots.fail(field.slot(), Reason.OUT_OF_RANGE, "the computed value does not fit");
    }
  }
}
