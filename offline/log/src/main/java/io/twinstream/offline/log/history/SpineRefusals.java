package io.twinstream.offline.log.history;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts the rows of a spine that cannot be read, and keeps the first of them. */
public final class SpineRefusals {
  private static final int SHOWN = 5;

  private final Spine spine;
  private final List<String> first = new ArrayList<>();
  private long count;

  /** None yet. */
  public SpineRefusals(Spine spine) {
    this.spine = spine;
  }

  /**
   * Reads all rows, and refuses the spine if one of them cannot be read.
   *
   * @param maxBytes the maximal size of a row of a text file
   * @throws HistoryException with the first of them
   */
  public static void requireNone(Spine spine, int maxBytes) {
    of(spine, maxBytes).require();
  }

  /** Reads all rows, without the columns that are only kept. */
  static SpineRefusals of(Spine spine, int maxBytes) {
    // Parquet files need not be read for columns that are only kept; CSV rows are read as a whole.
    HistoryReader reader =
        spine.source().history().format() == Format.CSV
            ? spine.reader(maxBytes)
            : HistoryReader.of(spine.source(), Set.of(), maxBytes).keeping(KeptColumns.UNREAD);
    SpineRefusals all = new SpineRefusals(spine);
    HistoryFiles.splits(spine.source(), List.of(spine.path())).parallelStream()
        .map(split -> all.read(reader, split))
        .toList()
        .forEach(all::addAll);
    return all;
  }

  private SpineRefusals read(HistoryReader reader, HistoryInputSplit split) {
    SpineRefusals refused = new SpineRefusals(spine);
    try (HistoryCursor cursor = reader.open(split)) {
      for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
        if (next instanceof DeadLetter letter) {
          refused.add(letter);
        }
      }
    }
    return refused;
  }

  /** Adds a row. */
  public void add(DeadLetter row) {
    count++;
    if (first.size() < SHOWN) {
      first.add(
          "row %,d of %s: %s"
              .formatted(row.position().offset() + 1, row.position().origin(), row.detail()));
    }
  }

  private void addAll(SpineRefusals others) {
    count += others.count;
    others.first.stream().limit(SHOWN - first.size()).forEach(first::add);
  }

  long count() {
    return count;
  }

  /**
   * Throws if there are any.
   *
   * @throws HistoryException with the first of them
   */
  public void require() {
    if (count == 0) {
      return;
    }
    String field = "field '" + spine.source().eventTime() + "'";
    boolean ofTime = first.stream().anyMatch(row -> row.contains(field));
    throw new HistoryException(
        "%,d rows of the spine cannot be read; fix them:%n  %s%s"
            .formatted(
                count,
                String.join("\n  ", first),
                ofTime
                    ? "\n  times must be ISO 8601, such as 2026-03-01T10:00:00Z; for"
                        + " other forms, name the pattern with --time-pattern, such as"
                        + " 'dd.MM.yyyy HH:mm'"
                    : ""));
  }
}
