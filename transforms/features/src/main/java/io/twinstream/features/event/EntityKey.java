package io.twinstream.features.event;

import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Schema;

/** Where events say which entity they are about: text as it is, whole numbers in decimal. */
public final class EntityKey {
  private final int slot;
  private final boolean isText;

  private EntityKey(int slot, boolean isText) {
    this.slot = slot;
    this.isText = isText;
  }

  /**
   * The key in events of a schema.
   *
   * @throws IllegalArgumentException if the schema has no such field
   */
  public static EntityKey in(Schema schema, String field) {
    return new EntityKey(schema.slot(field), schema.field(field).type().kind() == Kind.STRING);
  }

  /** The entity's id; null if the field is null or empty: then the event is about none. */
  public String of(Event event) {
    if (event.isNull(slot)) {
      return null;
    }
    if (!isText) {
      return Long.toString(event.bits(slot));
    }
    String key = event.text(slot);
    return key.isEmpty() ? null : key;
  }
}
