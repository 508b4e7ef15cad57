package io.twinstream.formats;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.format.JsonValue;
import io.twinstream.features.format.PayloadFormat;
import io.twinstream.features.format.PayloadWriter;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Orders in three formats. */
final class Orders {
  static final Path FOLDER = Path.of("src/test/resources/orders");
  static final long AT = 1_772_359_200_000L;
  static final Project JSON = project("json");
  static final Project AVRO = project("{type: avro, schema: order.avsc}");
  static final Project PROTOBUF = project("{type: protobuf, schema: order.proto}");

  private Orders() {}

  static Project project(String format) {
    return project(format, "", "");
  }

  /** With one text of a file replaced. */
  static Project project(String format, String text, String by) {
    Map<String, String> texts = new TreeMap<>(Definitions.texts(FOLDER));
    texts.replaceAll(
        (name, each) ->
            each.replace("format: json", "format: " + format)
                .replace(text.isEmpty() ? "\u0000" : text, by));
    return Definitions.parse(texts);
  }

  static Source source(Project project) {
    return project.source("orders");
  }

  static EventDecoder decoder(Project project) {
    return decoder(project, WriterSchemas.NONE);
  }

  static EventDecoder decoder(Project project, WriterSchemas registry) {
    return TopicDecoders.of(source(project), Set.of("card"), 1 << 20, registry);
  }

  static PayloadWriter writer(Project project) {
    Source source = source(project);
    return PayloadFormat.of(source.format().kind())
        .writer(source.format().schema().orElseThrow(), source);
  }

  static RawRecord record(byte[] bytes) {
    return new RawRecord(new Position("shop.orders#x", 0, 7), AT + 10, bytes);
  }

  static Decoded decode(Project project, byte[] bytes) {
    return decoder(project).decode(record(bytes));
  }

  static Decoded json(String json) {
    return decode(JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Encodes a record of JSON in the format of a project. */
  static byte[] encode(Project project, String json) {
    return writer(project).write(JsonValue.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] state(Project project, Event event) {
    CompiledView view = CompiledView.of(project, project.view("card_orders@1"));
    EntityState state = view.add(view.empty(), event);
    return view.encode(state);
  }
}
