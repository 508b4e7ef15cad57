package io.twinstream.local.simulation;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A simulation with several sources. Equal seeds and sizes give equal records. Not safe for use by
 * several threads.
 */
public interface Simulation {
  /** The source of the rows with labels, for training sets; it has no topic. */
  String LABELLED = "labelled";

  /** Returns the topic of each source. */
  Map<String, String> topics();

  /**
   * Generates all records of some days, in order of time. A row is {@link #LABELLED} when its label
   * is known; rows whose label comes later are left out.
   *
   * @param from the start of the first day; what must be known before comes earlier
   */
  void history(Instant from, int days, Consumer<SimulatedRecord> sink);

  /** Generates the records that must be known before live traffic. */
  void before(Instant time, Consumer<SimulatedRecord> sink);

  /** Returns the next event of endless live traffic, which happens at a time. */
  SimulatedRecord next(Instant time);
}
