package io.twinstream.local.flink;

import io.twinstream.local.process.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
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
          "-XX:Tier4BackEdgeThreshold=300000",
          "-XX:MaxInlineLevel=9",
          "-XX:InlineSmallCode=1500");

  /** The classes that such jobs load, as {@code twinstream} leaves them when it builds. */
  private static final String ARCHIVE = "target/jobs.jsa";

  private BatchJvm() {}

  /**
   * Throughput rather than pauses; the heap at its full size from the start; the optimising
   * compiler only for what is really hot, and with less inlined into it, since a job of some
   * seconds would spend a third of its processor time in it otherwise; and classes from an archive
   * if there is one. Of an archive that is of other jars than these the JVM takes nothing, and says
   * nothing.
   *
   * @param heap as {@code -Xmx} takes it, such as {@code 2g}
   */
  public static List<String> options(Installation installation, String heap) {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-Xms" + heap);
    options.add("-Xmx" + heap);
    Path archive = installation.home().resolve(ARCHIVE);
    if (Files.isRegularFile(archive)) {
      options.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-XX:SharedArchiveFile=" + archive));
    }
    return options;
  }
}
