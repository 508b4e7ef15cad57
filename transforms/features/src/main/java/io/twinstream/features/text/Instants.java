package io.twinstream.features.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Parses instants: ISO 8601 in UTC, or a date, which means its beginning in UTC. */
public final class Instants {
  public static final String HINT =
      "a date or an instant, such as 2018-08-01 or 2018-08-01T12:00:00Z";

  private Instants() {}

  /** Parses an instant; empty if the text is neither form. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
