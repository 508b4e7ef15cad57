package io.twinstream.cli.size;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.ArrayValue;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes events with random values. Numbers are log-normal, as the amounts of generated payments;
 * texts have {@link #TEXT_LENGTH} characters.
 *
 * <p>Not safe for use by several threads.
 */
final class SampleEvents {
  static final int TEXT_LENGTH = 12;

  private static final long FIRST_TEXT = 100_000_000_000L;
  private static final double LOG_MEAN = 3.2;
  private static final double LOG_DEVIATION = 1.12;

  private final SampleView view;
  private final Schema schema;
  private final Map<String, Double> values;
  private final double matching;
  private final long resolution;
  private final SplittableRandom random;
  private long number;

  /**
   * @param values the number of different values, by field
   * @param matching the share of events that a filter accepts
   */
  SampleEvents(SampleView view, Map<String, Double> values, double matching, long seed) {
    this.view = view;
    this.schema = view.source().schema();
    this.values = values;
    this.matching = matching;
    this.resolution = view.source().resolution().toMillis();
    this.random = new SplittableRandom(seed);
  }

  Event at(long time) {
    long ts = Math.floorDiv(time, resolution) * resolution;
    int size = schema.size();
    long[] bits = new long[size];
    String[] texts = new String[size];
    Object[] objects = new Object[size];
    boolean[] present = new boolean[size];
    for (int slot = 0; slot < size; slot++) {
      FieldType type = schema.field(slot).type();
      present[slot] = true;
      if (slot >= view.fields()) {
        bits[slot] = random.nextDouble() < matching ? 1 : 0;
      } else if (type.kind() == FieldType.Kind.STRING) {
        texts[slot] = text(schema.field(slot).name());
      } else if (type.isObject()) {
        objects[slot] = object(type, ts);
      } else {
        bits[slot] = bits(type, ts);
      }
    }
    number++;
    Position position = new Position("sample", 0, number);
    return new Event(
        position, ts, ts, text(number), random.nextLong(), bits, texts, objects, present);
  }

  private String text(String field) {
    Double different = values.get(field);
    long value = different == null ? number : random.nextLong(Math.max(1, different.longValue()));
    return text(value);
  }

  private long bits(FieldType type, long ts) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextLong(2);
      case TIMESTAMP -> ts;
      case DOUBLE -> Double.doubleToRawLongBits(number());
      case LONG, DECIMAL -> Math.round(number() * type.power());
      case STRING, BYTES, ARRAY -> throw new IllegalArgumentException(type + " has no bits");
    };
  }

  /** Only whether it is present matters to a state. */
  private Object object(FieldType type, long ts) {
    if (!type.isArray()) {
      return Bytes.of((byte) number);
    }
    ArrayValue.Builder array = ArrayValue.builder(type.held());
    for (int i = 0; i < Math.max(1, type.length()); i++) {
      switch (type.element().kind()) {
        case STRING -> array.addText(text(number));
        case BYTES -> array.addBytes(Bytes.of((byte) number));
        default -> array.addBits(bits(type.element(), ts));
      }
    }
    return array.build();
  }

  private double number() {
    return StrictMath.exp(LOG_MEAN + LOG_DEVIATION * random.nextGaussian());
  }

  /** Returns text of {@link #TEXT_LENGTH} characters. */
  private static String text(long number) {
    return Long.toString(FIRST_TEXT + number);
  }
}
