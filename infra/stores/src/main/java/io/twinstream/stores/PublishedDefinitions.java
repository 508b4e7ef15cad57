package io.twinstream.stores;

import java.util.Objects;

/**
 * The definitions that a job runs with.
 *
 * @param json the canonical JSON of the project
 * @param fingerprint its hash, in hexadecimal
 */
public record PublishedDefinitions(String json, String fingerprint) {
  public PublishedDefinitions {
    Objects.requireNonNull(json, "json");
    Objects.requireNonNull(fingerprint, "fingerprint");
  }
}
