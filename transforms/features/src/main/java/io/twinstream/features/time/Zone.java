package io.twinstream.features.time;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time zone by the project's own rules ({@link ZoneTable}), so that the same text is the same
 * instant in whatever JVM: {@code Z} for UTC, an offset such as {@code +02:00}, or a name of the tz
 * database such as {@code Europe/London}.
 *
 * @param id as it was written
 */
public record Zone(String id) implements Serializable {
  private static final Pattern OFFSET = Pattern.compile("(?:UTC|GMT|UT)?([+-].+)");

  public static final Zone UTC = new Zone("Z");

  /**
   * @throws IllegalArgumentException if there is no such zone
   */
  public Zone {
    if (rules(id).isEmpty()) {
      throw new IllegalArgumentException("no time zone '" + id + "'");
    }
  }

  private static Optional<ZoneRules> rules(String id) {
    Optional<ZoneRules> named = ZoneTable.get().rules(id);
    if (named.isPresent()) {
      return named;
    }
    Matcher offset = OFFSET.matcher(id);
    try {
      return id.equals("Z")
          ? Optional.of(ZoneOffset.UTC.getRules())
          : Optional.of(offset)
              .filter(Matcher::matches)
              .map(parts -> ZoneOffset.of(parts.group(1)).getRules());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The zone of a name.
   *
   * @throws IllegalArgumentException if there is no such zone
   */
  public static Zone of(String id) {
    return id.equals("UTC") ? UTC : new Zone(id);
  }

  /** When its clocks are how far ahead of UTC. */
  public ZoneRules rules() {
    return rules(id).orElseThrow();
  }

  /**
   * The instant of a local time. A time that a clock change leaves out is as far behind the change
   * as it seems to be; of one that comes twice the first is meant.
   */
  public static long toMillis(ZoneRules rules, LocalDateTime local) {
    // In gaps and overlaps the rules give the offset before the change.
    long seconds = local.toEpochSecond(rules.getOffset(local));
    return seconds * 1_000 + local.getNano() / 1_000_000;
  }

  /**
   * What a fingerprint says of the zone: its name and a hash of its rules; empty if it has none.
   */
  public Optional<String> fingerprint() {
    return ZoneTable.get().hash(id).map(hash -> id + "=" + HexFormat.of().toHexDigits(hash));
  }

  @Override
  public String toString() {
    return id;
  }
}
