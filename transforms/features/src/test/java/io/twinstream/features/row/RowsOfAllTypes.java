package io.twinstream.features.row;

import io.twinstream.features.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows with a feature of every type, for tests of whatever reads or writes rows. */
public final class RowsOfAllTypes {
  private static final List<FeatureType> SCALARS =
      List.of(
          FeatureType.LONG,
          FeatureType.DOUBLE,
          FeatureType.STRING,
          FeatureType.BOOLEAN,
          FeatureType.TIMESTAMP,
          FeatureType.BYTES);

  private static final String[] TEXTS = {
    "", "a", "other", "zwölf ✓ 𝄞", "\uFFFD", "\"\\\\n", "\n\t", "[1]", "null"
  };

  /** One of each type: scalars, arrays of them, one of a declared length, and maps. */
  public static final List<FeatureType> TYPES = types();

  private RowsOfAllTypes() {}

  private static List<FeatureType> types() {
    List<FeatureType> types = new ArrayList<>(SCALARS);
    SCALARS.forEach(type -> types.add(FeatureType.array(type)));
    types.add(FeatureType.array(FeatureType.DOUBLE, 3));
    SCALARS.forEach(type -> types.add(FeatureType.map(type)));
    return List.copyOf(types);
  }

  /** Names for the types, in order: {@code f0} and so on. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    TYPES.forEach(type -> names.add("f" + names.size()));
    return names;
  }

  /** Returns a row of nulls, one of empty values, and random ones. */
  public static List<FeatureRow> some(int count, long seed) {
    Random random = new Random(seed);
    List<FeatureRow> rows = new ArrayList<>();
    rows.add(new FeatureRow(TYPES));
    rows.add(row(random, 0));
    while (rows.size() < count) {
      rows.add(row(random, 5));
    }
    return rows;
  }

  private static FeatureRow row(Random random, int size) {
    FeatureRow row = new FeatureRow(TYPES);
    for (int i = 0; i < TYPES.size(); i++) {
      FeatureType type = TYPES.get(i);
      if (size > 0 && random.nextInt(6) == 0) {
        continue;
      }
      switch (type.kind()) {
        case STRING -> row.setText(i, (String) scalar(type, random));
        case BYTES -> row.setBytes(i, (Bytes) scalar(type, random));
        case ARRAY -> row.setArray(i, array(type, random, random.nextInt(size + 1)));
        case MAP -> row.setMap(i, map(type.element(), random, random.nextInt(size + 1)));
        case DOUBLE -> row.setDouble(i, (Double) scalar(type, random));
        case BOOLEAN -> row.setBits(i, (Boolean) scalar(type, random) ? 1 : 0);
        case LONG, TIMESTAMP -> row.setBits(i, (Long) scalar(type, random));
      }
    }
    return row;
  }

  private static ArrayValue array(FeatureType type, Random random, int size) {
    ArrayValue.Builder array = ArrayValue.builder(type.element());
    for (int i = 0; i < size && (type.length() == 0 || i < type.length()); i++) {
      array.add(random.nextInt(4) == 0 ? null : scalar(type.element(), random));
    }
    return array.build();
  }

  private static MapValue map(FeatureType value, Random random, int size) {
    MapValue.Builder map = MapValue.builder(value);
    for (int i = 0; i < size; i++) {
      String key = TEXTS[(i * 2 + random.nextInt(2)) % TEXTS.length] + i;
      map.put(key, random.nextInt(4) == 0 ? null : scalar(value, random));
    }
    boolean number = value == FeatureType.LONG || value == FeatureType.DOUBLE;
    if (number && random.nextBoolean()) {
      map.inexact();
      if (value == FeatureType.DOUBLE) {
        map.otherDouble(random.nextGaussian());
      } else {
        map.other(random.nextLong());
      }
    }
    return map.build();
  }

  private static Object scalar(FeatureType type, Random random) {
    return switch (type.kind()) {
      case LONG -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextBoolean() ? random.nextGaussian() : random.nextInt(100) / 10.0;
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BOOLEAN -> random.nextBoolean();
      case TIMESTAMP -> 1_770_000_000_000L + random.nextInt();
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(80)];
        random.nextBytes(bytes);
        yield Bytes.of(bytes);
      }
      case ARRAY, MAP -> throw new IllegalArgumentException(type.toString());
    };
  }
}
