package io.twinstream.cli.demo;

import io.twinstream.cli.live.PublishedLetter;
import io.twinstream.cli.parity.Replay;
import io.twinstream.cli.process.Waiting;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.Accounting;
import io.twinstream.offline.log.archive.Accounting.ViewAccounting;
import io.twinstream.offline.log.archive.AccountingReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where every record went, from what is durable: the topic's offsets, the positions in the archive
 * and in the dead letters, and, once more, the verdict on each record's bytes.
 */
final class RecordAccounting {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final AccountingReader reader;
  private final String source;
  private final Replay replay;
  private final Map<String, PublishedLetter> published;
  private Accounting accounting;

  /**
   * @param logs where the live job writes
   * @param replay of everything that the topic holds
   * @param published the dead letters of the topic for them, by position
   */
  RecordAccounting(
      Project project,
      String source,
      Path logs,
      Replay replay,
      Map<String, PublishedLetter> published) {
    this.reader =
        AccountingReader.of(
            project, logs.resolve("events").resolve(source), logs.resolve("dead_letters"));
    this.source = source;
    this.replay = replay;
    this.published = published;
  }

  /** Waits until the live job has written its logs to the end; what is missing then is missing. */
  void awaitLogs(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    accounting = reader.read(source, OptionalLong.of(replay.records()));
    while (!accounting.holds() && System.nanoTime() < deadline) {
      Waiting.pause(POLL);
      accounting = reader.read(source, OptionalLong.of(replay.records()));
    }
  }

  /**
   * Prints the equations.
   *
   * @return whether all hold
   */
  boolean print(PrintWriter out) {
    out.println("Accounting, from the topic's offsets, the archive and the dead letters:");
    out.printf(
        "  in %,d = accepted %,d + dead letters %,d %s%n",
        accounting.in(), accounting.accepted(), accounting.dead(), accounting.deadLetters());
    accounting.views().forEach((id, view) -> print(out, id, view));
    accounting.problems().forEach(problem -> out.println("  DOES NOT HOLD: " + problem));
    boolean same = agree(out);
    out.flush();
    return accounting.holds() && same;
  }

  private void print(PrintWriter out, String id, ViewAccounting view) {
    out.printf(
        "  %s: accepted %,d = distinct %,d + duplicates %,d + without key %,d%n",
        id, accounting.accepted(), view.distinct(), view.duplicates(), view.skipped());
  }

  /** The same counts by other ways: the topic for dead letters, and each record's own bytes. */
  private boolean agree(PrintWriter out) {
    Map<Reason, Long> sent = new EnumMap<>(Reason.class);
    published.values().forEach(letter -> sent.merge(letter.reason(), 1L, Long::sum));
    boolean topic = sent.equals(accounting.deadLetters());
    boolean verdicts =
        replay.accepted() == accounting.accepted()
            && replay.deadLetters().equals(accounting.deadLetters());
    if (!topic) {
      out.println("  DOES NOT HOLD: the topic for dead letters has " + sent);
    }
    if (!verdicts) {
      out.printf(
          "  DOES NOT HOLD: by their bytes %,d are accepted and %s are not%n",
          replay.accepted(), replay.deadLetters());
    }
    return topic && verdicts;
  }
}
