package io.twinstream.features.load;

import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.RecordFormat.Compatibility;
import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.yaml.YamlNode;
import java.util.Optional;

/** Reads the format of the records of a source: a name, or a mapping with a schema. */
public final class FormatReader {
  public static final String[] KEYS = {
    "type", "schema", "message", "registry", "subject", "compatibility"
  };

  private final Places places;
  private final SchemaFiles files;

  FormatReader(Places places, SchemaFiles files) {
    this.places = places;
    this.files = files;
  }

  RecordFormat read(String what, YamlNode source) {
    return source.get("format").map(part -> read(what, part, source)).orElse(RecordFormat.JSON);
  }

  private RecordFormat read(String what, YamlNode part, YamlNode source) {
    String of = "the format of " + what;
    if (part.isMapping()) {
      part.allow(of, KEYS);
      part.need("type", of, "write json, avro or protobuf");
    }
    Optional<YamlNode> type = part.isMapping() ? part.get("type") : Optional.of(part);
    Kind kind = type.flatMap(node -> node.constant("format", Kind.class)).orElse(Kind.JSON);
    if (kind == Kind.JSON) {
      if (part.isMapping() && part.entries(of).size() > 1) {
        part.problem("JSON has no schema", "write format: json, or another type");
      }
      return RecordFormat.JSON;
    }
    Optional<SchemaText> schema =
        part.isMapping()
            ? part.get("schema").flatMap(node -> files.find(node, kind))
            : Optional.empty();
    boolean named = part.isMapping() && part.get("schema").isPresent();
    boolean registry = part.isMapping() ? part.bool("registry", !named) : true;
    if (!registry && !named) {
      part.problem(
          "registry",
          of + " has neither a registry nor a schema",
          "write schema: FILE, a file in the folder schemas");
    }
    RecordFormat format =
        new RecordFormat(
            kind,
            registry,
            schema,
            part.isMapping() ? part.text("message", "") : "",
            part.isMapping() ? part.text("subject", "") : "",
            (part.isMapping() ? part.get("compatibility") : Optional.<YamlNode>empty())
                .flatMap(each -> each.constant("compatibility", Compatibility.class))
                .orElse(Compatibility.BACKWARD));
    if (kind != Kind.PROTOBUF && !format.message().isEmpty()) {
      part.problem("message", "only Protobuf has messages", "leave it out");
    }
    if (!registry && !format.subject().isEmpty()) {
      part.problem(
          "subject", "only a registry has subjects", "leave it out, or add registry: true");
    }
    places.putAll(format, part);
    places.put(format, "", source.placeOf("format"));
    return format;
  }
}
