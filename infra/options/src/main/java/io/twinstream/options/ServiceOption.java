package io.twinstream.options;

import picocli.CommandLine.Option;

/** A feature service. */
public class ServiceOption {
  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME@VERSION",
      description = "The feature service whose features are computed, or that the model reads.")
  public String service;
}
