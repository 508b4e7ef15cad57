package io.twinstream.features.time;

import io.twinstream.features.text.Names;
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
 * A time zone with the rules of this build ({@link ZoneTable}), so that the same text is the same
 * instant on every JVM: {@code Z} for UTC, an offset such as {@code +02:00}, or a name of the tz
 * database such as {@code Europe/London}.
 *
 * @param id the zone as written
 */
public record Zone(String id) implements Serializable {
  private static final Pattern OFFSET = Pattern.compile("(?:UTC|GMT|UT)?([+-].+)");

  public static final Zone UTC = new Zone("Z");

  /**
   * @throws IllegalArgumentException if the zone is unknown
   */
  public Zone {
    if (find(id).isEmpty()) {
      throw new IllegalArgumentException("no time zone '" + id + "'");
    }
  }

  /** Returns the rules of the zone with this name or offset; empty if it is unknown. */
  public static Optional<ZoneRules> find(String id) {
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
   * Returns the zone with this name or offset.
   *
   * @throws IllegalArgumentException if the zone is unknown
   */
  public static Zone of(String id) {
    return id.equals("UTC") ? UTC : new Zone(id);
  }

  /** Returns a hint for the name of an unknown zone. */
  public static String didYouMean(String id) {
    return Names.near(id, ZoneTable.get().ids())
        .map(near -> "did you mean " + near + "?")
        .orElse("write one like Europe/London, UTC or +02:00");
  }

  /** Returns the rules that map instants to offsets from UTC. */
  public ZoneRules rules() {
    return find(id).orElseThrow();
  }

  /**
   * Returns the instant of a local time. A local time in a gap is moved forward by the length of
   * the gap. Of a local time in an overlap, the first instant is returned.
   */
  public static long toMillis(ZoneRules rules, LocalDateTime local) {
    // In gaps and overlaps the rules give the offset before the change.
    long seconds = local.toEpochSecond(rules.getOffset(local));
    return seconds * 1_000 + local.getNano() / 1_000_000;
  }

  /**
   * Returns the contribution of the zone to a fingerprint: its name and a hash of its rules; empty
   * if its offset never changes.
   */
  public Optional<String> fingerprint() {
    return ZoneTable.get().hash(id).map(hash -> id + "=" + HexFormat.of().toHexDigits(hash));
  }

  @Override
  public String toString() {
    return id;
  }
}
