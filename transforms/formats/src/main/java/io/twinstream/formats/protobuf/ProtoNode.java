package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.twinstream.formats.SchemaNode;
import io.twinstream.formats.Shape;
import java.util.Collection;
import java.util.List;

/**
 * The type of a message, or of a field of one, for the comparison with the fields of a source.
 *
 * @param message the message; null for a scalar
 * @param field null for the record itself
 * @param isElement whether it is an element of a repeated field
 */
record ProtoNode(Descriptor message, FieldDescriptor field, boolean isElement)
    implements SchemaNode {

  static ProtoNode of(Descriptor record) {
    return new ProtoNode(record, null, false);
  }

  private boolean isArray() {
    return field != null && field.isRepeated() && !field.isMapField() && !isElement;
  }

  @Override
  public Shape shape() {
    if (isArray()) {
      return Shape.ARRAY;
    }
    if (field != null && field.isMapField() && !isElement) {
      return Shape.OBJECT;
    }
    if (message == null) {
      return ProtoScalars.shape(field);
    }
    Shape known = KnownMessages.shape(message);
    return known == null ? Shape.OBJECT : known;
  }

  @Override
  public String type() {
    if (isArray()) {
      return "repeated " + element().type();
    }
    if (field != null && field.isMapField() && !isElement) {
      return "map";
    }
    if (message != null) {
      return message.getName();
    }
    return field.getType() == FieldDescriptor.Type.ENUM
        ? field.getEnumType().getName()
        : field.getType().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the type of a field, for messages. */
  static String type(FieldDescriptor of) {
    return new ProtoNode(messageOf(of), of, false).type();
  }

  @Override
  public Collection<String> keys() {
    return message == null || isArray() || field != null && field.isMapField()
        ? List.of()
        : message.getFields().stream().map(FieldDescriptor::getName).toList();
  }

  @Override
  public SchemaNode key(String name) {
    if (field != null && field.isMapField() && !isElement) {
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      return new ProtoNode(messageOf(value), value, true);
    }
    FieldDescriptor found = message == null || isArray() ? null : message.findFieldByName(name);
    return found == null ? null : new ProtoNode(messageOf(found), found, false);
  }

  private static Descriptor messageOf(FieldDescriptor of) {
    return of.getType() == FieldDescriptor.Type.MESSAGE ? of.getMessageType() : null;
  }

  @Override
  public SchemaNode element() {
    return isArray() ? new ProtoNode(messageOf(field), field, true) : null;
  }

  @Override
  public String implicit() {
    if (isArray()) {
      return "[]";
    }
    if (field == null || isElement || field.hasPresence() || field.isRepeated()) {
      return null;
    }
    return switch (field.getType()) {
      case STRING, BYTES -> ""; // as null, in every format
      case BOOL -> "false";
      case ENUM -> String.valueOf(field.getEnumType().findValueByNumber(0));
      default -> "0";
    };
  }
}
