package io.twinstream.offline.log;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads whole histories into lists. */
public final class Cursors {
  private Cursors() {}

  public static List<Decoded> read(Source source, Set<String> keys, Path path) {
    return read(source, keys, HistoryFiles.splits(source, List.of(path.toString())), 1000);
  }

  public static List<Decoded> read(
      Source source, Set<String> keys, List<HistoryInputSplit> splits, int maxBytes) {
    HistoryReader reader = HistoryReader.of(source, keys, maxBytes);
    List<Decoded> all = new ArrayList<>();
    for (HistoryInputSplit split : splits) {
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          all.add(next);
        }
      }
    }
    return all;
  }

  /** What an event says, whatever file and row it is from. */
  static List<Object> content(Event event) {
    List<Object> content = new ArrayList<>(List.of(event.ts(), event.known(), event.identity()));
    content.add(event.id());
    for (int slot = 0; slot < event.size(); slot++) {
      content.add(event.isNull(slot) ? null : event.bits(slot));
      content.add(event.text(slot));
    }
    return content;
  }
}
