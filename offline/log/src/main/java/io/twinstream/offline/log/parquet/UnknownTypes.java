package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.InputFile;

/**
 * Handles columns of logical types that Parquet's library does not know, such as those of later
 * versions of the format. The library refuses the whole file for such a column. Therefore the file
 * is read without these logical types, and its footer lists the columns that must not be read.
 */
public final class UnknownTypes {
  private static final String KEY = "twinstream.unknown_type.";

  private UnknownTypes() {}

  /** Reports whether the footer lists the column. */
  public static boolean contains(Map<String, String> metadata, String column) {
    return metadata.containsKey(KEY + column);
  }

  /** Returns the file without these logical types; empty if it has none. */
  public static Optional<InputFile> dropped(Path file) throws IOException {
    return EditedFooter.of(file, UnknownTypes::drop);
  }

  /** Removes these logical types, and lists the columns that had them; false if there are none. */
  static boolean drop(FileMetaData footer) {
    Set<String> unknown = drop(footer.getSchema());
    unknown.forEach(column -> footer.addToKey_value_metadata(new KeyValue(KEY + column)));
    return !unknown.isEmpty();
  }

  /** Removes these logical types, and returns the columns that had them. */
  private static Set<String> drop(List<SchemaElement> schema) {
    Set<String> columns = new LinkedHashSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(schema.get(0).getNum_children()));
    String column = "";
    for (SchemaElement element : new ArrayList<>(schema.subList(1, schema.size()))) {
      while (open.size() > 1 && open.peek() == 0) {
        open.pop();
      }
      if (open.size() == 1) {
        column = element.getName();
      }
      open.push(open.pop() - 1);
      if (element.isSetNum_children() && element.getNum_children() > 0) {
        open.push(element.getNum_children());
      }
      if (element.isSetLogicalType() && element.getLogicalType().getSetField() == null) {
        element.unsetLogicalType();
        columns.add(column);
      }
    }
    return columns;
  }
}
