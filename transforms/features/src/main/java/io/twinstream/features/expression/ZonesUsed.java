package io.twinstream.features.expression;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Source;
import io.twinstream.features.time.Zone;
import io.twinstream.features.time.ZoneTable;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds which time zone rules a definition uses. They decide values, so they are part of its
 * fingerprints.
 */
public final class ZonesUsed {
  private ZonesUsed() {}

  /**
   * Returns the names of the zones in these expressions whose clocks change, each with a hash of
   * the changes. If only the data names a zone, it may be any zone.
   */
  public static Collection<String> of(Stream<String> expressions) {
    TreeSet<String> used = new TreeSet<>();
    expressions
        .flatMap(expression -> Calls.zones(Language.parse(expression)))
        .forEach(
            zone ->
                zone.literal()
                    .map(name -> fingerprint((String) name))
                    .orElse(Optional.of("any=" + ZoneTable.get().version()))
                    .ifPresent(used::add));
    return used;
  }

  /** Returns empty for a zone that does not exist, which the check of the expression reports. */
  private static Optional<String> fingerprint(String zone) {
    return Zone.find(zone).flatMap(rules -> new Zone(zone).fingerprint());
  }

  /** Returns the zones of the expressions of a source and of its history mapping. */
  public static Collection<String> of(Source source, Stream<String> expressions) {
    Stream<String> computed =
        source.schema().fields().stream().filter(Field::isComputed).map(Field::expression);
    TreeSet<String> used = new TreeSet<>(of(Stream.concat(computed, expressions)));
    source.history().zone().fingerprint().ifPresent(used::add);
    return used;
  }
}
