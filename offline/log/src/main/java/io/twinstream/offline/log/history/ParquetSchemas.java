package io.twinstream.offline.log.history;

import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.parquet.KeptTypes;
import io.twinstream.offline.log.parquet.ParquetColumn;
import io.twinstream.offline.log.parquet.TableFile;
import io.twinstream.offline.log.parquet.UnknownTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of Parquet files, merged by name. A column that only has nulls in one file, as data
 * frames may write it, has the type that it has in other files.
 */
final class ParquetSchemas {
  private final Map<String, Type> types = new LinkedHashMap<>();
  private final Map<String, String> firsts = new LinkedHashMap<>();
  private final Map<String, Type> ofNulls = new LinkedHashMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private List<String> everywhere;

  /** Adds the columns of a file. */
  void add(String origin, Path file) {
    add(origin, file, null);
  }

  /**
   * Adds the columns of a file of a lake table.
   *
   * @param table null for other files
   */
  void add(String origin, Path file, TableFile table) {
    List<String> names = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFiles.open(file, table)) {
      for (Type type : reader.getFileMetaData().getSchema().getFields()) {
        if (names.contains(type.getName())) {
          throw new HistoryException(
              origin + ": two columns are called '" + type.getName() + "': rename one");
        }
        names.add(type.getName());
        boolean isNull =
            isNull(type.getName(), reader.getRowGroups())
                || (isBare(type) && hasNoValue(type.getName(), origin, file, table));
        boolean isUnknown =
            UnknownTypes.contains(reader.getFileMetaData().getKeyValueMetaData(), type.getName());
        if (KeptTypes.hasInterval(type) || (isUnknown && !isNull)) {
          refuse(type.getName(), origin);
        } else {
          add(type, origin, isNull);
        }
      }
    } catch (IOException e) {
      throw ParquetFiles.damaged(file.toString(), e);
    }
    if (everywhere == null) {
      everywhere = names;
    } else {
      everywhere.retainAll(names);
    }
  }

  private static boolean isNull(String column, List<BlockMetaData> groups) {
    for (BlockMetaData group : groups) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        boolean is = chunk.getPath().toArray()[0].equals(column);
        if (is && !isNull(chunk)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Arrow writes an untyped column of nulls in this form, without statistics. */
  private static boolean isBare(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.getLogicalTypeAnnotation() == null
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32;
  }

  /** Reports whether a column has no value, by reading up to the first one. */
  private static boolean hasNoValue(String column, String origin, Path file, TableFile table) {
    for (HistoryInputSplit split : ParquetFiles.splits(origin, file, table)) {
      try (ParquetRows rows = ParquetRows.open(split)) {
        rows.select(column::equals);
        ParquetColumn values = rows.column(column);
        while (rows.next()) {
          if (!values.isNull()) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isNull(ColumnChunkMetaData chunk) {
    Statistics<?> statistics = chunk.getStatistics();
    return chunk.getPath().size() == 1
        && statistics != null
        && statistics.isNumNullsSet()
        && statistics.getNumNulls() == chunk.getValueCount();
  }

  private void add(Type type, String origin, boolean isNull) {
    String name = type.getName();
    if (!types.containsKey(name)) {
      types.put(name, KeptTypes.written(type));
      firsts.put(name, origin);
      if (isNull) {
        ofNulls.put(name, type);
      }
    } else {
      unite(type, origin, isNull);
    }
  }

  private void refuse(String column, String origin) {
    types.put(column, null);
    problems.put(
        column,
        "column '%s' has an unknown type in %s: leave it out with --drop %s"
            .formatted(column, origin, column));
  }

  private void unite(Type type, String origin, boolean isNull) {
    String name = type.getName();
    Type before = types.get(name);
    if (before == null || isNull) {
      return;
    }
    Type united = ofNulls.remove(name) == null ? KeptTypes.united(before, type).orElse(null) : type;
    types.put(name, united == null ? null : KeptTypes.written(united));
    if (united == null) {
      problems.put(
          name,
          "column '%s' is %s in %s and %s in %s: write one type, or leave it out with --drop %s"
              .formatted(name, shown(before), firsts.get(name), shown(type), origin, name));
    }
  }

  private static String shown(Type type) {
    String text = type.toString().strip();
    return text.replaceFirst("^(optional|required) ", "").replace(" " + type.getName(), "");
  }

  /** Returns the types by name, in the order of the files; null if no type fits all files. */
  Map<String, Type> types() {
    return types;
  }

  /** Returns the reasons for the missing types. */
  Map<String, String> problems() {
    return problems;
  }

  /** Returns the names of the columns that all files have. */
  List<String> everywhere() {
    return everywhere;
  }
}
