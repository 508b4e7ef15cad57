package io.twinstream.serving.answerlog;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.table.AnswerLogTable;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers to Parquet files: a new file when enough rows are collected, or when the first of
 * them is old enough. A file is complete when it becomes visible. Not thread-safe.
 */
final class AnswerFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerFiles.class);

  private final String server = "serving-" + random();
  private final TableWriter<AnswerLogTable.Row> writer;
  private final Path folder;
  private final int mostRows;
  private final long mostNanos;
  private final LongSupplier nanoTime;
  private final LongConsumer written;
  private final LongConsumer lost;
  private List<AnswerLogTable.Row> rows = new ArrayList<>();
  private long first;
  private long next;

  /**
   * @param mostRows in a file
   * @param oldest the longest time that a row waits for its file
   * @param written receives the number of rows written
   * @param lost receives the number of rows that could not be written
   */
  AnswerFiles(
      Path folder,
      int mostRows,
      Duration oldest,
      LongSupplier nanoTime,
      LongConsumer written,
      LongConsumer lost) {
    this.folder = folder;
    this.writer = AnswerLogTable.writer(folder);
    this.mostRows = mostRows;
    this.mostNanos = oldest.toNanos();
    this.nanoTime = nanoTime;
    this.written = written;
    this.lost = lost;
  }

  private static String random() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  void add(Answer answer) {
    if (rows.isEmpty()) {
      first = nanoTime.getAsLong();
    }
    rows.add(AnswerJson.row(new Position(server, 0, next++), answer));
    if (rows.size() >= mostRows) {
      write();
    }
  }

  /** Writes the rows if they have waited for long enough. */
  void tick() {
    if (!rows.isEmpty() && nanoTime.getAsLong() - first >= mostNanos) {
      write();
    }
  }

  /** Writes the collected rows. */
  void write() {
    if (rows.isEmpty()) {
      return;
    }
    List<AnswerLogTable.Row> batch = rows;
    rows = new ArrayList<>();
    try {
      writer.write(batch);
      written.accept(batch.size());
    } catch (IOException | RuntimeException e) {
      // The next file may succeed: a disk may have space again, a mount may come back.
      LOG.error(
          "{} answers are lost to the answer log, because {} cannot be written",
          batch.size(),
          folder,
          e);
      lost.accept(batch.size());
    }
  }
}
