package io.twinstream.pipelines.job;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that the live job and the one that rebuilds share: between which two servers. */
public final class LiveOptions {
  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "Which views. Default: all.")
  public List<String> views = new ArrayList<>();

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is; over TLS or SASL with the settings of the file that"
              + " TWINSTREAM_KAFKA_PROPERTIES names.")
  public String bootstrapServers;

  @Option(
      names = "--redis",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where the online store is.")
  public String redis;

  @Option(
      names = "--refuse-eviction",
      description = "Refuse a Redis that may drop states for want of memory, instead of a warning.")
  public boolean refuseEviction;
}
