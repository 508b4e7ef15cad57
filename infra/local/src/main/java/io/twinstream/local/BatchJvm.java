package io.twinstream.local;

import java.util.ArrayList;
import java.util.List;

/** How JVMs are run whose work is bounded, and mostly done in less than a minute. */
public final class BatchJvm {
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseParallelGC",
          "-XX:Tier4InvocationThreshold=40000",
          "-XX:Tier4MinInvocationThreshold=10000",
          "-XX:Tier4CompileThreshold=120000",
          "-XX:Tier4BackEdgeThreshold=300000");

  private BatchJvm() {}

  /**
   * Throughput rather than pauses; the heap at its full size from the start; and the optimising
   * compiler only for what is really hot, since a job of some seconds would spend a third of its
   * processor time in it otherwise.
   *
   * @param heap as {@code -Xmx} takes it, such as {@code 2g}
   */
  public static List<String> options(String heap) {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-Xms" + heap);
    options.add("-Xmx" + heap);
    return options;
  }
}
