package io.twinstream.cli.demo;

import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import io.twinstream.local.job.Waiting;
import io.twinstream.offline.log.archive.Accounting;
import io.twinstream.offline.log.archive.Accounting.ViewAccounting;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.verify.parity.Replay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Accounts for every record from durable data: the topic's offsets, the positions in the archive
 * and in the dead letters, and a second decoding of each record's bytes.
 */
final class RecordAccounting {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final AccountingReader reader;
  private final String source;
  private final Replay replay;
  private final Map<String, DeadLetter> published;
  private Accounting accounting;

  /**
   * @param logs the folder of the live job's logs
   * @param replay of everything on the topic
   * @param published the dead letters on their topic, by position
   */
  RecordAccounting(
      Project project, String source, Path logs, Replay replay, Map<String, DeadLetter> published) {
    this.reader =
        AccountingReader.of(
            project, logs.resolve("events").resolve(source), logs.resolve("dead_letters"));
    this.source = source;
    this.replay = replay;
    this.published = published;
  }

  /** Waits until the live job has written all logs, at most for the limit. */
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

  /**
   * Compares the counts with the topic of dead letters, and with a second decoding of each record.
   */
  private boolean agree(PrintWriter out) {
    Map<Reason, Long> sent = new EnumMap<>(Reason.class);
    published.values().stream()
        .filter(DeadLetter::isOriginal)
        .forEach(letter -> sent.merge(letter.reason(), 1L, Long::sum));
    boolean topic = sent.equals(accounting.deadLetters());
    boolean verdicts =
        replay.accepted() == accounting.accepted()
            && replay.deadLetters().equals(accounting.deadLetters());
    if (!topic) {
      out.println("  DOES NOT HOLD: the topic of dead letters has " + sent);
    }
    if (!verdicts) {
      out.printf(
          "  DOES NOT HOLD: decoding their bytes again accepts %,d and refuses %s%n",
          replay.accepted(), replay.deadLetters());
    }
    return topic && verdicts;
  }
}
