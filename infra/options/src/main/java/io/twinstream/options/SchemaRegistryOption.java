package io.twinstream.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The schema registry of topics whose records name their schemas. */
public final class SchemaRegistryOption {
  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "The schema registry of sources whose format has one; several URLs separated by commas,"
              + " with the credentials of the environment (TWINSTREAM_SCHEMA_REGISTRY_USERNAME,"
              + " _PASSWORD, _TOKEN, _AUTHORITY). (Default: the profile's.)")
  public Optional<String> url = Optional.empty();
}
