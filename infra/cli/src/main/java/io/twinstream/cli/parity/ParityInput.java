package io.twinstream.cli.parity;

import java.nio.file.Path;
import java.util.Map;

/** Where the events of a parity run come from. */
public interface ParityInput {

  /** How the topic must be made. */
  Map<String, String> topicConfiguration();

  /** How many records will be sent, about. */
  long size();

  /** How many are sent so far; may be asked by another thread. */
  long sent();

  /**
   * Sends everything and waits until all of it is acknowledged.
   *
   * @param rate records per second; 0 for as fast as it goes
   * @return what was sent, for people
   */
  String send(String bootstrapServers, String topic, double rate);

  /**
   * The history that the backfill reads.
   *
   * @param written the accepted records of the topic, written down as an archive
   */
  Path history(Path written);
}
