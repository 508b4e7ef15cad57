package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Raw;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;

/** The fields of an event as variables. */
final class EventVariables {
  private EventVariables() {}

  static Variables<Event> of(Schema schema) {
    Variables<Event> variables = new Variables<>();
    variables.calendars(schema.calendars());
    for (Field field : schema.fields()) {
      variables.put(field.name(), node(schema.slot(field.name()), field.type()));
    }
    return variables;
  }

  private static Node<Event> node(int slot, FieldType type) {
    return switch (type.kind()) {
      case STRING -> (Text<Event>) event -> event.text(slot);
      case LONG -> (Num<Event>) event -> event.isNull(slot) ? Nulls.NUMBER : event.bits(slot);
      case DECIMAL ->
          (Num<Event>) event -> event.isNull(slot) ? Nulls.NUMBER : type.toDouble(event.bits(slot));
      case DOUBLE ->
          (Num<Event>)
              event ->
                  event.isNull(slot) ? Nulls.NUMBER : Double.longBitsToDouble(event.bits(slot));
      case BOOLEAN ->
          (Flag<Event>) event -> event.isNull(slot) ? Nulls.UNKNOWN : (int) event.bits(slot);
      case BYTES -> (Raw<Event>) event -> event.bytes(slot);
      case ARRAY ->
          new Items<Event>(
              type.element().featureType(), event -> type.toFeature(event.array(slot)));
      case TIMESTAMP -> (Moment<Event>) event -> event.isNull(slot) ? Nulls.LONG : event.bits(slot);
    };
  }
}
