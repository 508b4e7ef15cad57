package io.twinstream.cli.drift;

import io.twinstream.offline.models.drift.ColumnDrift;
import io.twinstream.offline.models.drift.Comparison;
import java.io.PrintWriter;
import java.util.List;

/** Prints a comparison for a reader. */
final class DriftText {
  private DriftText() {}

  static void print(PrintWriter out, Comparison all) {
    out.printf("reference  %s: %,d rows%n", all.reference(), all.referenceRows());
    out.printf("compared   %s: %,d rows%n%n", all.current(), all.currentRows());
    for (ColumnDrift column : all.drift().columns()) {
      out.printf(
          "%-7s%-36s PSI %7.4f (noise %.4f)%s  without a value %.1f %% -> %.1f %%%n",
          column.isDrift(all.threshold()) ? "DRIFT" : "",
          column.name(),
          column.psi(),
          column.noise(),
          column.order() == null ? "" : "  KS %.4f".formatted(column.order().ks()),
          100 * column.reference().missingShare(),
          100 * column.current().missingShare());
    }
    names(out, "only in the reference", all.drift().onlyReference());
    names(out, "only in the compared rows", all.drift().onlyCurrent());
    names(out, "not compared, too many different texts", all.drift().identifiers());
    out.printf(
        "%n%d of %d columns drifted: their PSI is above %s%n",
        all.drifted().size(), all.drift().columns().size(), all.threshold());
  }

  private static void names(PrintWriter out, String what, List<String> names) {
    if (!names.isEmpty()) {
      out.printf("%s: %s%n", what, String.join(", ", names));
    }
  }
}
