package io.twinstream.formats.avro;

import io.twinstream.features.definition.Source;
import io.twinstream.features.format.SchemaProblem;
import io.twinstream.formats.FieldFit;
import io.twinstream.formats.SchemaNode;
import io.twinstream.formats.Shape;
import java.util.Collection;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Compares the fields of a source with a schema. */
final class AvroFit {
  private final Schema schema;
  private final String name;

  AvroFit(Schema schema, String name) {
    this.schema = schema;
    this.name = name;
  }

  List<SchemaProblem> problems(Source source) {
    Node record = new Node(schema);
    if (record.keys().isEmpty()) {
      return List.of(
          new SchemaProblem(
              "",
              1,
              "%s is a %s instead of a record".formatted(name, record.type()),
              "fix the file"));
    }
    return FieldFit.problems(record, name, source);
  }

  /** Of a union, the branches but null. */
  private record Node(Schema schema) implements SchemaNode {
    private List<Schema> branches() {
      return schema.getType() == Schema.Type.UNION
          ? schema.getTypes().stream().filter(each -> each.getType() != Schema.Type.NULL).toList()
          : List.of(schema);
    }

    @Override
    public Shape shape() {
      List<Schema> branches = branches();
      return branches.size() == 1 ? shape(branches.get(0)) : Shape.MIXED;
    }

    private static Shape shape(Schema type) {
      String logical = type.getLogicalType() == null ? "" : type.getLogicalType().getName();
      return switch (type.getType()) {
        case STRING, ENUM -> Shape.TEXT;
        case BYTES, FIXED ->
            type.getLogicalType() instanceof LogicalTypes.Decimal
                ? Shape.NUMBER
                : logical.equals("uuid") ? Shape.TEXT : Shape.BYTES;
        case INT -> logical.equals("date") ? Shape.INSTANT : Shape.INTEGER;
        case LONG -> logical.contains("timestamp-") ? Shape.INSTANT : Shape.INTEGER;
        case FLOAT, DOUBLE -> Shape.NUMBER;
        case BOOLEAN -> Shape.BOOLEAN;
        case RECORD, MAP -> Shape.OBJECT;
        case ARRAY -> Shape.ARRAY;
        case NULL, UNION -> Shape.MIXED;
      };
    }

    @Override
    public String type() {
      List<Schema> branches = branches();
      if (branches.size() != 1) {
        return "union";
      }
      Schema only = branches.get(0);
      return only.getLogicalType() == null
          ? only.getType().getName()
          : only.getLogicalType().getName();
    }

    @Override
    public Collection<String> keys() {
      return branches().stream()
          .filter(each -> each.getType() == Schema.Type.RECORD)
          .flatMap(each -> each.getFields().stream())
          .map(Schema.Field::name)
          .distinct()
          .toList();
    }

    @Override
    public SchemaNode key(String key) {
      for (Schema each : branches()) {
        if (each.getType() == Schema.Type.MAP) {
          return new Node(each.getValueType());
        }
        if (each.getType() == Schema.Type.RECORD && each.getField(key) != null) {
          return new Node(each.getField(key).schema());
        }
      }
      return null;
    }

    @Override
    public SchemaNode element() {
      return branches().stream()
          .filter(each -> each.getType() == Schema.Type.ARRAY)
          .findFirst()
          .map(each -> new Node(each.getElementType()))
          .orElse(null);
    }

    @Override
    public String implicit() {
      return null;
    }
  }
}
