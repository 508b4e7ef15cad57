package io.twinstream.formats.avro;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Compiles schemas to operations that skip their values. Types may contain themselves. */
final class AvroSkip {
  private final Map<Schema, AvroOp> records = new IdentityHashMap<>();

  AvroOp of(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> in -> {};
      case BOOLEAN -> in -> in.skip(1);
      case INT, LONG, ENUM -> AvroInput::skipVarint;
      case FLOAT -> in -> in.skip(Float.BYTES);
      case DOUBLE -> in -> in.skip(Double.BYTES);
      case STRING, BYTES -> in -> in.skip(in.length());
      case FIXED -> {
        int size = schema.getFixedSize();
        yield in -> in.skip(size);
      }
      case RECORD -> record(schema);
      case ARRAY -> blocks(of(schema.getElementType()));
      case MAP -> {
        AvroOp value = of(schema.getValueType());
        yield blocks(
            in -> {
              in.skip(in.length());
              value.read(in);
            });
      }
      case UNION -> {
        AvroOp[] branches = all(schema.getTypes());
        yield in -> branches[in.index(branches.length)].read(in);
      }
    };
  }

  private AvroOp[] all(List<Schema> schemas) {
    return schemas.stream().map(this::of).toArray(AvroOp[]::new);
  }

  private AvroOp record(Schema schema) {
    AvroOp known = records.get(schema);
    if (known != null) {
      return known;
    }
    // Known before its fields are compiled, which may contain it.
    AvroOp[][] fields = new AvroOp[1][];
    AvroOp skip =
        in -> {
          in.enter();
          for (AvroOp field : fields[0]) {
            field.read(in);
          }
          in.leave();
        };
    records.put(schema, skip);
    fields[0] = all(schema.getFields().stream().map(Schema.Field::schema).toList());
    return skip;
  }

  private static AvroOp blocks(AvroOp element) {
    return in -> {
      in.enter();
      for (long left = in.skipBlock(); left > 0; left = in.skipBlock()) {
        for (; left > 0; left--) {
          element.read(in);
        }
      }
      in.leave();
    };
  }
}
