package io.twinstream.verify.parity;

import java.nio.file.Path;

/**
 * The settings of a parity run.
 *
 * @param definitions a folder or a file
 * @param source whose events are sent
 * @param rate events per second; 0 for no limit
 * @param partitions of the topic
 * @param slots the number of subtasks of a step
 * @param heapMegabytes of the task manager, and of the backfill
 * @param kills the number of kills of the task manager
 * @param sampleOneIn one of this many entities is compared with the naive oracle
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
