package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.parquet.KeptText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns in the names of a file's folders, as Hive, Spark and data frames write them: {@code
 * country=DE/part.parquet}. If the file itself has the column, it is read from the file.
 */
public final class FolderColumns {
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private FolderColumns() {}

  /**
   * Returns the values by column; null for the folder name of a null. An inner folder overrides an
   * outer one.
   */
  static Map<String, String> of(HistoryInputSplit split) {
    Map<String, String> values = new LinkedHashMap<>();
    if (split.table() != null) {
      return values; // The table knows its columns; names of folders have no meaning.
    }
    add(split.path(), values);
    add(split.origin(), values); // which may be that of a link
    return values;
  }

  /** Returns the columns of the folders below the requested path only. */
  static Map<String, String> below(HistoryInputSplit split) {
    Map<String, String> values = new LinkedHashMap<>();
    if (split.table() != null) {
      return values;
    }
    add(split.origin(), values);
    return values;
  }

  private static void add(String path, Map<String, String> values) {
    String[] names = path.split("[/!]");
    for (int i = 0; i < names.length - 1; i++) {
      int equals = names[i].indexOf('=');
      if (equals > 0) {
        String value = text(names[i].substring(equals + 1));
        values.put(text(names[i].substring(0, equals)), value.equals(NULL) ? null : value);
      }
    }
  }

  private static String text(String escaped) {
    try {
      return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return escaped; // a percent sign that is not an escape
    }
  }

  /** Returns the columns of a file and of its folders. */
  public static List<String> with(HistoryInputSplit split, Collection<String> ofFile) {
    List<String> all = new ArrayList<>(ofFile);
    of(split).keySet().stream().filter(name -> !ofFile.contains(name)).forEach(all::add);
    return all;
  }

  /** Sets the values that a file does not have itself for all events of a builder. */
  static void feed(HistoryInputSplit split, Collection<String> ofFile, EventBuilder builder) {
    of(split)
        .forEach(
            (name, value) -> {
              if (value != null && !ofFile.contains(name)) {
                for (int slot : builder.slots(name)) {
                  builder.always(slot, value);
                }
                for (int slot : builder.slots(KeptColumns.field(name))) {
                  builder.always(slot, KeptText.of(value));
                }
              }
            });
  }
}
