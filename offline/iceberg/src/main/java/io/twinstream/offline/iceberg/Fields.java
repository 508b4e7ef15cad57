package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.parquet.TableFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** The columns of a schema, as files of one partitioning are read with them. */
final class Fields {
  private Fields() {}

  static TableFields of(Table table, Schema schema, PartitionSpec partitions) {
    Set<Integer> identities = new HashSet<>();
    for (PartitionField field : partitions.fields()) {
      if (field.transform().isIdentity()) {
        identities.add(field.sourceId());
      }
    }
    List<TableFields.Field> columns = new ArrayList<>();
    for (NestedField column : schema.columns()) {
      columns.add(
          new TableFields.Field(
              column.fieldId(),
              column.name(),
              column.type().typeId() == Type.TypeID.DOUBLE,
              needed(column, identities)));
    }
    return new TableFields(columns, nested(schema), byName(table));
  }

  private static String needed(NestedField column, Set<Integer> identities) {
    if (identities.contains(column.fieldId())) {
      return "its values are in the table's partitions only";
    }
    if (column.initialDefault() != null) {
      return "the table gives its older rows the default " + column.initialDefault();
    }
    return "";
  }

  /** Only fields of structs have names with a meaning. */
  private static Map<Integer, String> nested(Schema schema) {
    Map<Integer, String> nested = new HashMap<>();
    TypeUtil.indexById(schema.asStruct())
        .forEach(
            (id, field) -> {
              nested.putIfAbsent(id, "");
              if (field.type().isStructType()) {
                field
                    .type()
                    .asStructType()
                    .fields()
                    .forEach(each -> nested.put(each.fieldId(), each.name()));
              }
            });
    schema.columns().forEach(column -> nested.remove(column.fieldId()));
    return nested;
  }

  private static Map<String, Integer> byName(Table table) {
    Map<String, Integer> byName = new HashMap<>();
    String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    if (mapping != null) {
      for (MappedField field : NameMappingParser.fromJson(mapping).asMappedFields().fields()) {
        if (field.id() != null) {
          field.names().forEach(name -> byName.put(name, field.id()));
        }
      }
    }
    return byName;
  }
}
