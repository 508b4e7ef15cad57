package io.twinstream.verify.parity;

import io.twinstream.verify.Differences;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** All comparisons of one run. */
public final class ParityReport {
  private final List<Differences> comparisons = new ArrayList<>();

  /** Starts a comparison. */
  public Differences compare(String what) {
    Differences differences = new Differences(what);
    comparisons.add(differences);
    return differences;
  }

  /** Whether every comparison compared something and found no difference. */
  public boolean holds() {
    return !comparisons.isEmpty() && comparisons.stream().allMatch(Differences::hold);
  }

  /** Prints counts and the first differences. */
  public void print(PrintWriter out) {
    for (Differences comparison : comparisons) {
      out.printf(
          "  %-58s %,12d compared %,8d different%n",
          comparison.what(), comparison.compared(), comparison.different());
      comparison.first().forEach(difference -> out.println("      " + difference));
    }
    out.flush();
  }

  /** The same as JSON. */
  public String json() {
    StringBuilder out =
        new StringBuilder("{\"holds\":").append(holds()).append(",\"comparisons\":[");
    for (int i = 0; i < comparisons.size(); i++) {
      Differences c = comparisons.get(i);
      out.append(i == 0 ? "" : ",")
          .append(
              "{\"what\":\"%s\",\"compared\":%d,\"different\":%d}"
                  .formatted(c.what().replace("\"", "'"), c.compared(), c.different()));
    }
    return out.append("]}").toString();
  }
}
