package io.twinstream.verify.parity;

import java.nio.file.Path;
import java.util.Map;

/** The source of the events of a parity run. */
public interface ParityInput {

  /** The configuration of the topic. */
  Map<String, String> topicConfiguration();

  /** The approximate number of records to send. */
  long size();

  /** The number of records sent so far; callable from another thread. */
  long sent();

  /**
   * Sends everything and waits for the acknowledgements.
   *
   * @param rate records per second; 0 for no limit
   * @return a summary as text
   */
  String send(String bootstrapServers, String topic, double rate);

  /**
   * The history for the backfill.
   *
   * @param written the accepted records of the topic, written as an archive
   */
  Path history(Path written);
}
