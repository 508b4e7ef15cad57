package io.twinstream.local;

import java.util.List;

/** How JVMs are run whose work is bounded, and mostly done in less than a minute. */
public final class BatchJvm {
  /**
   * Throughput rather than pauses; and the optimising compiler only for what is really hot, since a
   * job of some seconds would spend a third of its processor time in it otherwise.
   */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:+UseParallelGC",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=4000",
          "-XX:Tier4CompileThreshold=60000",
          "-XX:Tier4BackEdgeThreshold=160000");

  private BatchJvm() {}
}
