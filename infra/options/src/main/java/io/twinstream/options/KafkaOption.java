package io.twinstream.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Kafka's brokers. */
public final class KafkaOption {
  @Option(
      names = {"--kafka", "--bootstrap-servers"},
      paramLabel = "HOST:PORT",
      description =
          "Kafka's brokers; over TLS or SASL with the settings of the file that"
              + " TWINSTREAM_KAFKA_PROPERTIES names (default: the profile's, else the local stack's;"
              + " serve and backfill use no brokers of the stack with another store).")
  public Optional<String> brokers = Optional.empty();

  /**
   * The addresses.
   *
   * @throws IllegalArgumentException if the user did not give them
   */
  public String require() {
    return brokers.orElseThrow(
        () -> new IllegalArgumentException("Missing required option: '--kafka=HOST:PORT'"));
  }
}
