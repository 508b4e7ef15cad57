package io.twinstream.stores;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The definitions that the servers of a project serve.
 *
 * @param number from 1; each applied version of the definitions gets the next number
 * @param fingerprint the project fingerprint, in hexadecimal
 * @param appliedAt in milliseconds since 1970
 * @param files the contents of the definition files, by file name
 */
public record AppliedDefinitions(
    long number, String fingerprint, long appliedAt, Map<String, String> files) {
  /** Precedes the project name in an option that otherwise names a file or folder. */
  private static final String PREFIX = "registry:";

  public AppliedDefinitions {
    if (number < 1) {
      throw new IllegalArgumentException("definitions are numbered from 1, not " + number);
    }
    Objects.requireNonNull(fingerprint, "fingerprint");
    files = Map.copyOf(files);
  }

  /**
   * Returns the project whose applied definitions the path names.
   *
   * @param path the location of definitions; the result is empty if it is a file or a folder
   */
  public static Optional<String> project(String path) {
    return path.startsWith(PREFIX)
        ? Optional.of(path.substring(PREFIX.length()))
        : Optional.empty();
  }
}
