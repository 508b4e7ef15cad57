package io.twinstream.offline.models.onnx;

/** The attributes of an operator. Field numbers and types are those of onnx.proto. */
final class Attributes {
  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int FLOATS = 6;
  private static final int INTS = 7;
  private static final int STRINGS = 8;

  private final Message messages = new Message();

  static Message cast(int type) {
    return new Attributes().number("to", type).messages();
  }

  Attributes number(String name, long value) {
    return add(new Message().text(1, name).number(3, value).number(20, INT));
  }

  Attributes text(String name, String value) {
    return add(new Message().text(1, name).text(4, value).number(20, STRING));
  }

  Attributes floats(String name, float... values) {
    return add(new Message().text(1, name).packedFloats(7, values).number(20, FLOATS));
  }

  Attributes numbers(String name, long... values) {
    return add(new Message().text(1, name).packedNumbers(8, values).number(20, INTS));
  }

  Attributes texts(String name, Iterable<String> values) {
    Message attribute = new Message().text(1, name);
    values.forEach(value -> attribute.text(9, value));
    return add(attribute.number(20, STRINGS));
  }

  private Attributes add(Message attribute) {
    messages.message(5, attribute);
    return this;
  }

  /** Returns all attributes as fields of a node. */
  Message messages() {
    return messages;
  }
}
