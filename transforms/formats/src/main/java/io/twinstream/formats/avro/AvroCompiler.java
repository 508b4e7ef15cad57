package io.twinstream.formats.avro;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.format.BadPayload;
import io.twinstream.formats.ArraySpot;
import io.twinstream.formats.Spot;
import io.twinstream.formats.Unfit;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Compiles the schema of a writer to operations that set the fields of a source. No record of
 * Avro's own is created.
 */
final class AvroCompiler {
  private final EventBuilder builder;
  private final AvroScalars scalars;
  private final AvroSkip skip = new AvroSkip();

  AvroCompiler(EventBuilder builder) {
    this.builder = builder;
    this.scalars = new AvroScalars(builder);
  }

  /** Compiles the schema of a record. */
  AvroOp compile(Schema schema) {
    Schema type = schema.getType() == Schema.Type.UNION ? onlyRecord(schema) : schema;
    if (type.getType() != Schema.Type.RECORD) {
      throw new BadPayload(
          "the schema is a %s instead of a record".formatted(type.getType().getName()));
    }
    return compile(schema, Spot.root(builder));
  }

  private static Schema onlyRecord(Schema union) {
    return union.getTypes().stream()
        .filter(branch -> branch.getType() == Schema.Type.RECORD)
        .findFirst()
        .orElse(union);
  }

  private AvroOp compile(Schema schema, Spot spot) {
    if (spot.isEmpty()) {
      return skip.of(schema);
    }
    return switch (schema.getType()) {
      case NULL -> in -> {};
      case UNION -> union(schema, spot);
      case RECORD -> record(schema, spot);
      case MAP -> map(schema, spot);
      case ARRAY -> array(schema, spot);
      default -> scalar(schema, spot);
    };
  }

  private AvroOp union(Schema schema, Spot spot) {
    AvroOp[] branches =
        schema.getTypes().stream().map(each -> compile(each, spot)).toArray(AvroOp[]::new);
    return in -> branches[in.index(branches.length)].read(in);
  }

  private AvroOp scalar(Schema schema, Spot spot) {
    Unfit unfit = spot.whenScalar();
    AvroOp value = scalars.of(schema, spot.slots());
    if (unfit.isEmpty()) {
      return value;
    }
    return in -> {
      unfit.report();
      value.read(in);
    };
  }

  private AvroOp record(Schema schema, Spot spot) {
    Unfit unfit = spot.whenObject();
    List<Schema.Field> fields = schema.getFields();
    AvroOp[] ops =
        fields.stream()
            .map(field -> compile(field.schema(), spot.key(field.name())))
            .toArray(AvroOp[]::new);
    return in -> {
      unfit.report();
      in.enter();
      for (AvroOp op : ops) {
        op.read(in);
      }
      in.leave();
    };
  }

  private AvroOp map(Schema schema, Spot spot) {
    Unfit unfit = spot.whenObject();
    AvroOp other = skip.of(schema.getValueType());
    Map<String, AvroOp> values = new HashMap<>();
    spot.keys().forEach(key -> values.put(key, compile(schema.getValueType(), spot.key(key))));
    return in -> {
      unfit.report();
      in.enter();
      Set<String> seen = new HashSet<>();
      for (long left = in.block(); left > 0; left = in.block()) {
        for (; left > 0; left--) {
          int length = in.length();
          String key = new String(in.bytes(), in.skip(length), length, StandardCharsets.UTF_8);
          AvroOp value = values.get(key);
          if (value != null && !seen.add(key)) {
            builder.malformed("'%s.%s' appears twice".formatted(spot.path(), key));
          }
          (value == null ? other : value).read(in);
        }
      }
      in.leave();
    };
  }

  private AvroOp array(Schema schema, Spot spot) {
    ArraySpot array = new ArraySpot(spot);
    AvroOp[] elements = new AvroOp[array.indexes() + 1];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = compile(schema.getElementType(), array.element(i));
    }
    int last = elements.length - 1;
    return in -> {
      array.start();
      in.enter();
      int index = 0;
      for (long left = in.block(); left > 0; left = in.block()) {
        for (; left > 0; left--) {
          elements[Math.min(index++, last)].read(in);
          array.endElement();
        }
      }
      in.leave();
    };
  }
}
