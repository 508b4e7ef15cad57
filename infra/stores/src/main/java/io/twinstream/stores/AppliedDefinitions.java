package io.twinstream.stores;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
  /** What stands before a project's name where a path is asked for. */
  private static final String PREFIX = "registry:";

  public AppliedDefinitions {
    if (number < 1) {
      throw new IllegalArgumentException("definitions are numbered from 1, not " + number);
    }
    Objects.requireNonNull(fingerprint, "fingerprint");
    files = Map.copyOf(files);
  }

  /**
   * The project whose applied definitions are meant.
   *
   * @param path where definitions are to be found; empty if that is a file or a folder
   */
  public static Optional<String> project(String path) {
    return path.startsWith(PREFIX)
        ? Optional.of(path.substring(PREFIX.length()))
        : Optional.empty();
  }

  /**
   * What is applied of a project, blocking.
   *
   * @throws StoreException if nothing is
   */
  public static AppliedDefinitions require(OnlineStore store, String project, Duration deadline) {
    return Await.within(deadline, store.applied(project))
        .orElseThrow(
            () ->
                new StoreException(
                    "no definitions of project '"
                        + project
                        + "' are applied; run twinstream apply --definitions PATH",
                    null));
  }
}
