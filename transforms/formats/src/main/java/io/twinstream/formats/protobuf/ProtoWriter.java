package io.twinstream.formats.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.format.JsonValue;
import io.twinstream.features.format.PayloadWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes records from the values of JSON, with Protobuf's own classes. */
final class ProtoWriter implements PayloadWriter {
  private final Descriptor type;
  private final byte[] indexes;

  /**
   * @param framed whether the index of the message precedes a record
   */
  ProtoWriter(Descriptor type, boolean framed) {
    this.type = type;
    this.indexes = framed ? indexes(type) : new byte[0];
  }

  private static byte[] indexes(Descriptor type) {
    List<Integer> path = new ArrayList<>();
    for (Descriptor each = type; each != null; each = each.getContainingType()) {
      path.add(0, each.getIndex());
    }
    ByteWriter out = new ByteWriter(8);
    if (path.equals(List.of(0))) {
      out.signed(0);
      return out.toByteArray();
    }
    out.signed(path.size());
    path.forEach(out::signed);
    return out.toByteArray();
  }

  @Override
  public byte[] write(Map<String, ?> record) {
    byte[] body = message(type, record).toByteArray();
    byte[] all = new byte[indexes.length + body.length];
    System.arraycopy(indexes, 0, all, 0, indexes.length);
    System.arraycopy(body, 0, all, indexes.length, body.length);
    return all;
  }

  private static DynamicMessage message(Descriptor type, Object json) {
    if (type.getFullName().equals(KnownMessages.TIMESTAMP)) {
      Instant time = JsonValue.instant(json);
      return DynamicMessage.newBuilder(type)
          .setField(type.findFieldByNumber(1), time.getEpochSecond())
          .setField(type.findFieldByNumber(2), time.getNano())
          .build();
    }
    if (type.getFullName().equals(KnownMessages.DECIMAL)) {
      BigDecimal value = JsonValue.number(json);
      return DynamicMessage.newBuilder(type)
          .setField(
              type.findFieldByNumber(1), ByteString.copyFrom(value.unscaledValue().toByteArray()))
          .setField(type.findFieldByNumber(3), value.scale())
          .build();
    }
    if (KnownMessages.shape(type) != null) {
      FieldDescriptor wrapped = type.findFieldByNumber(1);
      return DynamicMessage.newBuilder(type).setField(wrapped, scalar(wrapped, json)).build();
    }
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    Map<String, ?> values = JsonValue.object(json);
    for (FieldDescriptor field : type.getFields()) {
      Object value = values.get(field.getName());
      if (value == null) {
        continue;
      }
      if (field.isMapField()) {
        JsonValue.object(value)
            .forEach((key, each) -> message.addRepeatedField(field, entry(field, key, each)));
      } else if (field.isRepeated()) {
        for (Object each : JsonValue.array(value)) {
          message.addRepeatedField(field, single(field, each));
        }
      } else {
        message.setField(field, single(field, value));
      }
    }
    return message.build();
  }

  private static DynamicMessage entry(FieldDescriptor map, String key, Object value) {
    FieldDescriptor keys = map.getMessageType().findFieldByNumber(1);
    FieldDescriptor values = map.getMessageType().findFieldByNumber(2);
    return DynamicMessage.newBuilder(map.getMessageType())
        .setField(keys, scalar(keys, key))
        .setField(values, single(values, value))
        .build();
  }

  private static Object single(FieldDescriptor field, Object json) {
    return field.getType() == FieldDescriptor.Type.MESSAGE
        ? message(field.getMessageType(), json)
        : scalar(field, json);
  }

  private static Object scalar(FieldDescriptor field, Object json) {
    return switch (field.getJavaType()) {
      case STRING -> JsonValue.text(json);
      case BOOLEAN -> json instanceof String text ? Boolean.valueOf(text) : JsonValue.bool(json);
      case INT -> (int) whole(json);
      case LONG -> whole(json);
      case FLOAT -> JsonValue.number(json).floatValue();
      case DOUBLE -> JsonValue.number(json).doubleValue();
      case BYTE_STRING -> ByteString.copyFrom(JsonValue.bytes(json));
      case ENUM -> symbol(field, JsonValue.text(json));
      case MESSAGE -> throw new IllegalArgumentException(field + " is no scalar");
    };
  }

  /** Returns an integer; a time in text counts milliseconds since 1970. */
  private static long whole(Object json) {
    boolean time = json instanceof String text && text.indexOf('T') > 0;
    return time
        ? JsonValue.instant(json).toEpochMilli()
        : JsonValue.number(json).toBigIntegerExact().longValue();
  }

  private static EnumValueDescriptor symbol(FieldDescriptor field, String text) {
    EnumValueDescriptor found = field.getEnumType().findValueByName(text);
    if (found == null) {
      throw new IllegalArgumentException(
          text + " is no symbol of " + field.getEnumType().getName());
    }
    return found;
  }
}
