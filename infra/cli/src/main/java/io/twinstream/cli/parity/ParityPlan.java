package io.twinstream.cli.parity;

import io.twinstream.local.Traffic;
import java.nio.file.Path;

/**
 * What a parity run does.
 *
 * @param definitions a folder or a file; the source's events must be payments
 * @param traffic what is sent
 * @param events how many, their duplicates not counted
 * @param rate events per second; 0 for as fast as it goes
 * @param partitions of the topic
 * @param slots how many subtasks of a step run at once
 * @param heapMegabytes of the task manager
 * @param kills how often the task manager is killed on the way
 * @param sampleOneIn how many entities there are for each that the oracle looks at
 */
public record ParityPlan(
    Path definitions,
    Traffic traffic,
    long events,
    double rate,
    int partitions,
    int slots,
    int heapMegabytes,
    int kills,
    int sampleOneIn) {

  public ParityPlan {
    if (events < 1 || partitions < 1 || slots < 1 || kills < 0 || sampleOneIn < 1) {
      throw new IllegalArgumentException(
          "events, partitions, slots and the sample must be at least 1, kills at least 0");
    }
  }
}
