package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A source with fields by path, arrays and bytes, and random JSON records of it. */
public final class NestedRecords {
  public static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", FieldType.STRING),
              new Field("at", FieldType.TIMESTAMP, "", "meta.at"),
              new Field("os", FieldType.STRING, "", "device.os"),
              new Field("lat", FieldType.DOUBLE, "", "device.geo.lat"),
              new Field("price", FieldType.decimal(2), "", "items[0].price"),
              new Field("skus", FieldType.array(FieldType.STRING), "", "items[*].sku"),
              new Field("prices", FieldType.array(FieldType.decimal(2)), "", "items[*].price"),
              new Field("tags", FieldType.array(FieldType.STRING)),
              new Field("first_tag", FieldType.STRING, "", "tags[0]"),
              new Field("times", FieldType.array(FieldType.TIMESTAMP)),
              new Field("vector", FieldType.array(FieldType.DOUBLE, 2)),
              new Field("blob", FieldType.BYTES),
              new Field("blobs", FieldType.array(FieldType.BYTES))));

  private static final String[] TEXTS = {"a", "zwölf ✓ 𝄞", "\\\"q\\\"", "[1]", "x,y", "7"};

  private NestedRecords() {}

  public static Source source(HistoryMapping history) {
    return new Source(
        "orders",
        "orders",
        SCHEMA,
        "at",
        Optional.of("id"),
        false,
        Duration.ofMillis(1),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        Source.DEFAULT_MAX_LATENESS,
        Duration.ZERO,
        history);
  }

  /** Returns a record; each part is missing, null or empty at times. */
  public static String json(Random random, int id, long at) {
    List<String> members = new ArrayList<>();
    members.add("\"id\":\"r" + id + "\",\"meta\":{\"at\":" + at + "}");
    some(random, members, "device", device(random));
    some(random, members, "items", list(random, NestedRecords::item));
    some(random, members, "tags", list(random, NestedRecords::text));
    some(random, members, "times", list(random, r -> Long.toString(at + r.nextInt(9))));
    some(random, members, "vector", "[" + number(random) + "," + number(random) + "]");
    some(random, members, "blob", base64(random));
    some(random, members, "blobs", list(random, NestedRecords::base64));
    return "{" + String.join(",", members) + "}";
  }

  private interface Part {
    String of(Random random);
  }

  private static void some(Random random, List<String> members, String name, String value) {
    int choice = random.nextInt(6);
    if (choice > 0) {
      members.add("\"" + name + "\":" + (choice == 1 ? "null" : value));
    }
  }

  private static String list(Random random, Part part) {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(random.nextInt(4) == 0 ? "null" : part.of(random));
    }
    return "[" + String.join(",", elements) + "]";
  }

  private static String device(Random random) {
    List<String> members = new ArrayList<>();
    some(random, members, "os", text(random));
    some(random, members, "geo", "{\"lat\":" + number(random) + "}");
    return "{" + String.join(",", members) + "}";
  }

  private static String item(Random random) {
    List<String> members = new ArrayList<>();
    some(random, members, "sku", text(random));
    some(random, members, "price", random.nextInt(1000) + ".5");
    return "{" + String.join(",", members) + "}";
  }

  private static String text(Random random) {
    return "\"" + TEXTS[random.nextInt(TEXTS.length)] + "\"";
  }

  private static String number(Random random) {
    return random.nextInt(3) == 0 ? "-0.0" : Double.toString(random.nextGaussian());
  }

  private static String base64(Random random) {
    byte[] bytes = new byte[random.nextInt(5)];
    random.nextBytes(bytes);
    return "\"" + java.util.Base64.getEncoder().encodeToString(bytes) + "\"";
  }
}
