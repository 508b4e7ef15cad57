package io.twinstream.features.time;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.InflaterInputStream;

/**
 * The rules of all time zones, from the resource {@code zones.bin}. JVMs have tables of their own,
 * which differ from each other. The test class {@code ZoneTableWriter} writes the resource and
 * describes its bytes. A newer table is a new resource; it changes the fingerprints of everything
 * that uses a zone with changed rules.
 */
public final class ZoneTable {
  private static final ZoneTable TABLE = read();

  private final String version;
  private final Map<String, Zoned> zones;

  /** A zone's rules and the hash of their bytes; 0 if its offset never changes. */
  private record Zoned(ZoneRules rules, long hash) {}

  private ZoneTable(String version, Map<String, Zoned> zones) {
    this.version = version;
    this.zones = zones;
  }

  /** Returns the table of this build. */
  public static ZoneTable get() {
    return TABLE;
  }

  /** Returns the release of the tz database, such as {@code 2025a}. */
  public String version() {
    return version;
  }

  /** Returns the names of the zones. */
  public Set<String> ids() {
    return Set.copyOf(zones.keySet());
  }

  Optional<ZoneRules> rules(String id) {
    return Optional.ofNullable(zones.get(id)).map(Zoned::rules);
  }

  /** Returns a hash of the clock changes of a zone; empty if it has none. */
  Optional<Long> hash(String id) {
    return Optional.ofNullable(zones.get(id)).map(Zoned::hash).filter(hash -> hash != 0);
  }

  private static ZoneTable read() {
    try (InputStream file = ZoneTable.class.getResourceAsStream("zones.bin");
        DataInputStream in = new DataInputStream(new InflaterInputStream(file))) {
      String version = in.readUTF();
      List<Zoned> all = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        byte[] bytes = in.readNBytes(in.readInt());
        ZoneRules rules = rules(new DataInputStream(new ByteArrayInputStream(bytes)));
        long hash = rules.isFixedOffset() ? 0 : Hashing.xxh3_64().hashBytesToLong(bytes);
        all.add(new Zoned(rules, hash));
      }
      Map<String, Zoned> zones = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        zones.put(in.readUTF(), all.get(in.readInt()));
      }
      return new ZoneTable(version, zones);
    } catch (IOException e) {
      throw new UncheckedIOException("the table of time zones in this build is damaged", e);
    }
  }

  private static ZoneRules rules(DataInputStream in) throws IOException {
    ZoneOffset first = ZoneOffset.ofTotalSeconds(in.readInt());
    ZoneOffset before = first;
    List<ZoneOffsetTransition> transitions = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      Instant at = Instant.ofEpochSecond(in.readLong());
      ZoneOffset after = ZoneOffset.ofTotalSeconds(in.readInt());
      transitions.add(
          ZoneOffsetTransition.of(
              LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, before), before, after));
      before = after;
    }
    List<ZoneOffsetTransitionRule> last = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      last.add(rule(in));
    }
    // Standard offsets are never read; the rules for the future have their own.
    return ZoneRules.of(first, first, List.of(), transitions, last);
  }

  private static ZoneOffsetTransitionRule rule(DataInputStream in) throws IOException {
    Month month = Month.of(in.readByte());
    int day = in.readByte();
    int weekday = in.readByte();
    return ZoneOffsetTransitionRule.of(
        month,
        day,
        weekday == 0 ? null : DayOfWeek.of(weekday),
        LocalTime.ofSecondOfDay(in.readInt()),
        in.readBoolean(),
        TimeDefinition.values()[in.readByte()],
        ZoneOffset.ofTotalSeconds(in.readInt()),
        ZoneOffset.ofTotalSeconds(in.readInt()),
        ZoneOffset.ofTotalSeconds(in.readInt()));
  }
}
