package io.twinstream.features.load;

import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.EnrichedSource.BeforeBegin;
import io.twinstream.features.definition.Field;
import io.twinstream.features.yaml.YamlNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an entry of {@code sources} that is made of another source. */
public final class EnrichedReader {
  public static final String[] KEYS = {
    "from", "with", "fields", "where", "wait", "max_hold", "before_begin"
  };

  private static final int GREATEST_HOLD = 999_999_999;

  private final Places places;
  private final SourceReader sources;

  EnrichedReader(Places places, SourceReader sources) {
    this.places = places;
    this.sources = sources;
  }

  /** Reports whether an entry is such a source. */
  static boolean reads(YamlNode part) {
    return part.isMapping() && part.get("from").isPresent();
  }

  /**
   * An enriched source as it is written.
   *
   * @param with the ids of views, by alias
   * @param fields those that are computed
   */
  record Written(
      String name,
      String from,
      Map<String, String> with,
      List<Field> fields,
      Optional<String> where,
      Duration waiting,
      int maxHold,
      BeforeBegin beforeBegin) {}

  Written read(String name, YamlNode part) {
    String what = "source '" + name + "'";
    part.allow(what, KEYS);
    part.need("with", what, "name the views to look up: with: {alias: view@1}");
    Map<String, String> with = new LinkedHashMap<>();
    Optional<YamlNode> views = part.get("with");
    views
        .map(each -> each.entries("with of " + what))
        .orElse(Map.of())
        .forEach((alias, view) -> with.put(alias, view.text()));
    List<Field> fields =
        part.get("fields").map(each -> sources.schema(name, what, each).fields()).orElse(List.of());
    Written written =
        new Written(
            name,
            part.text("from", ""),
            with,
            fields,
            part.get("where").map(YamlNode::text),
            part.duration("wait", Duration.ZERO),
            part.integer("max_hold", EnrichedSource.DEFAULT_MAX_HOLD, 1, GREATEST_HOLD),
            part.get("before_begin")
                .flatMap(each -> each.constant("choice of before_begin", BeforeBegin.class))
                .orElse(BeforeBegin.EXCLUDE));
    places.putAll(written, part);
    views.ifPresent(
        each ->
            each.places().forEach((alias, place) -> places.put(written, "with " + alias, place)));
    return written;
  }
}
