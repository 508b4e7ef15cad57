package io.twinstream.features.time;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes the rules that this JVM has of all time zones as the project's own: run it from the
 * repository's root to take a newer tz database. The bytes, compressed by zlib, in the terms of
 * {@link DataOutputStream}:
 *
 * <pre>
 * UTF   release of the tz database
 * int   how many rules; then each: int how many bytes, and
 *         int first offset in seconds
 *         int how many changes; then each: long at, in seconds since 1970; int offset behind it
 *         int how many yearly changes after those; then each:
 *           byte month, day (negative from its end), weekday (0 for any); int second of the day;
 *           boolean whether that is its end; byte ordinal of the time's definition;
 *           int standard offset, offset before, offset behind
 * int   how many zones; then each: UTF name, int which rules
 * </pre>
 */
final class ZoneTableWriter {
  private ZoneTableWriter() {}

  /** Takes the path of the resource, if it is not the usual one. */
  public static void main(String[] args) throws IOException {
    Path file =
        Path.of(
            args.length > 0
                ? args[0]
                : "transforms/features/src/main/resources/io/twinstream/features/time/zones.bin");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes());
  }

  /** The release of the tz database that this JVM has. */
  static String version() {
    return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
  }

  private static byte[] bytes() throws IOException {
    List<ZoneRules> all = new ArrayList<>();
    TreeSet<String> ids = new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds());
    for (String id : ids) {
      if (!all.contains(rules(id))) {
        all.add(rules(id));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeUTF(version());
      out.writeInt(all.size());
      for (ZoneRules rules : all) {
        byte[] each = bytes(rules);
        out.writeInt(each.length);
        out.write(each);
      }
      out.writeInt(ids.size());
      for (String id : ids) {
        out.writeUTF(id);
        out.writeInt(all.indexOf(rules(id)));
      }
    }
    return bytes.toByteArray();
  }

  static ZoneRules rules(String id) {
    return ZoneRulesProvider.getRules(id, false);
  }

  private static byte[] bytes(ZoneRules rules) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    List<ZoneOffsetTransition> changes = rules.getTransitions();
    ZoneOffset first =
        changes.isEmpty()
            ? rules.getOffset(java.time.Instant.EPOCH)
            : changes.get(0).getOffsetBefore();
    out.writeInt(first.getTotalSeconds());
    out.writeInt(changes.size());
    for (ZoneOffsetTransition change : changes) {
      out.writeLong(change.toEpochSecond());
      out.writeInt(change.getOffsetAfter().getTotalSeconds());
    }
    out.writeInt(rules.getTransitionRules().size());
    for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
      out.writeByte(rule.getMonth().getValue());
      out.writeByte(rule.getDayOfMonthIndicator());
      out.writeByte(rule.getDayOfWeek() == null ? 0 : rule.getDayOfWeek().getValue());
      out.writeInt(rule.getLocalTime().toSecondOfDay());
      out.writeBoolean(rule.isMidnightEndOfDay());
      out.writeByte(rule.getTimeDefinition().ordinal());
      out.writeInt(rule.getStandardOffset().getTotalSeconds());
      out.writeInt(rule.getOffsetBefore().getTotalSeconds());
      out.writeInt(rule.getOffsetAfter().getTotalSeconds());
    }
    return bytes.toByteArray();
  }
}
