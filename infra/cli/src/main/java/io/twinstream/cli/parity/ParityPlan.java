package io.twinstream.cli.parity;

import java.nio.file.Path;

/**
 * How a parity run is carried out.
 *
 * @param definitions a folder or a file
 * @param source whose events are sent
 * @param rate events per second; 0 for as fast as it goes
 * @param partitions of the topic
 * @param slots how many subtasks of a step run at once
 * @param heapMegabytes of the task manager, and of the backfill
 * @param kills how often the task manager is killed on the way
 * @param sampleOneIn how many entities there are for each that the oracle looks at
 */
public record ParityPlan(
    Path definitions,
    String source,
    double rate,
    int partitions,
    int slots,
    int heapMegabytes,
    int kills,
    int sampleOneIn) {

  public ParityPlan {
    if (partitions < 1 || slots < 1 || kills < 0 || sampleOneIn < 1 || heapMegabytes < 64) {
      throw new IllegalArgumentException(
          "partitions, slots and the sample must be at least 1, kills at least 0, the heap 64 MB");
    }
  }
}
