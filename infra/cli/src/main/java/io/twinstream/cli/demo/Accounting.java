package io.twinstream.cli.demo;

import io.twinstream.cli.parity.Replay;
import io.twinstream.features.aggregate.CompiledView;
import java.io.PrintWriter;

/** Where every record went: equations between numbers that come from different places. */
final class Accounting {
  private final long in;
  private final Replay replay;
  private boolean holds = true;

  /**
   * @param in how many records the topic holds, by its offsets
   * @param replay of what the topic holds: the verdict on each record's bytes
   */
  Accounting(long in, Replay replay) {
    this.in = in;
    this.replay = replay;
  }

  /**
   * Prints the equations.
   *
   * @return whether all hold
   */
  boolean print(PrintWriter out) {
    long dead = replay.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    out.println("Accounting:");
    equation(
        out,
        in == replay.accepted() + dead,
        "records in %,d = accepted %,d + dead letters %,d %s"
            .formatted(in, replay.accepted(), dead, replay.deadLetters()));
    for (CompiledView view : replay.views()) {
      String id = view.view().id();
      equation(
          out,
          replay.accepted() == replay.taken(id) + replay.duplicates() + replay.skipped(id),
          "%s: accepted %,d = distinct %,d + duplicates %,d + without key %,d"
              .formatted(
                  id,
                  replay.accepted(),
                  replay.taken(id),
                  replay.duplicates(),
                  replay.skipped(id)));
    }
    out.flush();
    return holds;
  }

  private void equation(PrintWriter out, boolean equal, String text) {
    holds &= equal;
    out.println((equal ? "  " : "  DOES NOT HOLD: ") + text);
  }
}
