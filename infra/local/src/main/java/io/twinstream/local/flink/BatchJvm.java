package io.twinstream.local.flink;

import java.util.ArrayList;
import java.util.List;

/** The JVM options of bounded jobs, most of which run for less than a minute. */
public final class BatchJvm {
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseParallelGC",
          "-XX:Tier4InvocationThreshold=40000",
          "-XX:Tier4MinInvocationThreshold=10000",
          "-XX:Tier4CompileThreshold=120000",
          "-XX:Tier4BackEdgeThreshold=300000",
          "-XX:MaxInlineLevel=9",
          "-XX:InlineSmallCode=1500");

  private BatchJvm() {}

  /**
   * Returns the options: a collector for throughput rather than short pauses; the full heap size
   * from the start; and the optimizing compiler only for the hottest code and with less inlining,
   * since it would take a third of the processor time of a short job.
   *
   * @param heap as {@code -Xmx} accepts it, such as {@code 2g}
   */
  public static List<String> options(String heap) {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-Xms" + heap);
    options.add("-Xmx" + heap);
    return options;
  }
}
