package io.twinstream.stores;

import java.util.Map;
import java.util.Objects;

/**
 * The definitions that a project's servers are to serve.
 *
 * @param number from 1; each that is applied takes the next
 * @param fingerprint of the project that they are, in hexadecimal
 * @param appliedAt in milliseconds since 1970
 * @param files the texts of the definitions by the names of their files
 */
public record AppliedDefinitions(
    long number, String fingerprint, long appliedAt, Map<String, String> files) {
  public AppliedDefinitions {
    if (number < 1) {
      throw new IllegalArgumentException("definitions are numbered from 1, not " + number);
    }
    Objects.requireNonNull(fingerprint, "fingerprint");
    files = Map.copyOf(files);
  }
}
