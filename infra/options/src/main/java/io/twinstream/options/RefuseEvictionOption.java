package io.twinstream.options;

import picocli.CommandLine.Option;

/** What a job does with a Redis that may evict states. */
public final class RefuseEvictionOption {
  @Option(
      names = "--refuse-eviction",
      description =
          "Refuse to start with a Redis that may evict states for lack of memory (default: warn).")
  public boolean refuse;
}
