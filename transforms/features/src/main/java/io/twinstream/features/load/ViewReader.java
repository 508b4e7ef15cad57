package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one entry of {@code views}. */
public final class ViewReader {
  private static final Pattern ID = Pattern.compile("(.+)@(\\d{1,6})");
  public static final String[] KEYS = {
    "entity",
    "source",
    "ttl",
    "freshness",
    "owner",
    "tags",
    "recent_identities",
    "features_topic",
    "aggregations",
    "fields"
  };

  /** The function of a feature that is a field of a table. */
  static final String FIELD_FUNCTION = "last";

  private final Places places;
  private final Problems problems;

  ViewReader(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  /** A name and a version; reports a problem and uses version 1 if none is written. */
  record Versioned(String name, int version) {}

  static Versioned versioned(String what, String id, YamlNode part) {
    Matcher matcher = ID.matcher(id);
    if (matcher.matches() && Integer.parseInt(matcher.group(2)) > 0) {
      return new Versioned(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
    String name = id.replaceAll("@.*", "");
    part.problem(what + " '" + id + "' has no version from 1", "write " + name + "@1");
    return new Versioned(name, 1);
  }

  View read(String id, YamlNode part) {
    Versioned versioned = versioned("view", id, part);
    String what = "view '" + id + "'";
    part.allow(what, KEYS);
    List<Aggregation> aggregations = new ArrayList<>();
    AggregationReader reader = new AggregationReader(places, problems, what);
    for (YamlNode item : part.get("aggregations").map(YamlNode::items).orElse(List.of())) {
      int before = problems.count();
      aggregations.addAll(reader.read(item));
      if (problems.count() > before) {
        problems.markBroken("view", id);
        problems.markBroken("aggregation", id);
      }
    }
    if (part.get("fields").isPresent()) {
      fields(what, part, aggregations);
    } else {
      part.need(
          "aggregations", what, "write aggregations: [{name: ..., function: ..., windows: ...}]");
    }
    View view =
        new View(
            versioned.name(),
            versioned.version(),
            part.needText("entity", what, "name the entity that it describes"),
            part.needText("source", what, "name the source that it reads"),
            Optional.ofNullable(part.duration("ttl", null)),
            part.duration("freshness", View.DEFAULT_FRESHNESS),
            part.text("owner", ""),
            part.texts("tags"),
            aggregations,
            part.integer("recent_identities", View.DEFAULT_RECENT_IDENTITIES, 0, 4096),
            new TopicDefinitionReader(places).features(what, part));
    places.putAll(view, part);
    return view;
  }

  /** Reads {@code [field, ...]} or {@code {feature: field, ...}}. */
  private void fields(String what, YamlNode part, List<Aggregation> features) {
    if (part.get("aggregations").isPresent()) {
      part.problem(
          "fields", what + " has both aggregations and fields", "a table has fields, a stream not");
    }
    YamlNode fields = part.get("fields").orElseThrow();
    if (fields.isMapping()) {
      fields
          .entries("fields of " + what)
          .forEach((name, field) -> features.add(field(name, field, fields.placeOf(name))));
    } else {
      fields.items().forEach(field -> features.add(field(field.text(), field, field.place())));
    }
  }

  private Aggregation field(String name, YamlNode field, Place place) {
    Aggregation feature =
        new Aggregation(
            name,
            FIELD_FUNCTION,
            Optional.of(field.text()),
            Window.lifetime(),
            Optional.empty(),
            Arguments.NONE);
    places.put(feature, "", place);
    return feature;
  }
}
