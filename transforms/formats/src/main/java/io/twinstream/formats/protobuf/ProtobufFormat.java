package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.BadPayload;
import io.twinstream.features.format.PayloadFormat;
import io.twinstream.features.format.PayloadReader;
import io.twinstream.features.format.PayloadWriter;
import io.twinstream.features.format.SchemaProblem;
import io.twinstream.features.text.Names;
import io.twinstream.formats.FieldFit;
import java.util.List;

/** Protobuf. */
public final class ProtobufFormat implements PayloadFormat {
  @Override
  public RecordFormat.Kind kind() {
    return RecordFormat.Kind.PROTOBUF;
  }

  @Override
  public PayloadReader reader(SchemaText schema, Source source, EventBuilder builder) {
    FileDescriptor file = ProtoFiles.parse(schema);
    return source.format().registry()
        ? new FramedReader(file, schema.name(), source, builder)
        : new ProtoReader(message(file, schema, source), schema.name(), source, builder);
  }

  @Override
  public PayloadWriter writer(SchemaText schema, Source source) {
    return new ProtoWriter(
        message(ProtoFiles.parse(schema), schema, source), source.format().registry());
  }

  /** Returns the message of the records; without a declared name, the first one. */
  private static Descriptor message(FileDescriptor file, SchemaText schema, Source source) {
    String name = source.format().message();
    if (name.isEmpty()) {
      if (file.getMessageTypes().isEmpty()) {
        throw new BadPayload(schema.name() + " has no message");
      }
      return file.getMessageTypes().get(0);
    }
    return Messages.find(file, name)
        .orElseThrow(() -> new BadPayload("%s has no message %s".formatted(schema.name(), name)));
  }

  @Override
  public List<SchemaProblem> problems(SchemaText schema, Source source) {
    FileDescriptor file;
    try {
      file = ProtoFiles.parse(schema);
    } catch (BadPayload e) {
      return List.of(
          new SchemaProblem("", ProtoFiles.line(e.getMessage()), e.getMessage(), "fix the file"));
    }
    String name = source.format().message();
    List<String> names = Messages.names(file);
    if (names.isEmpty()) {
      return List.of(
          new SchemaProblem(
              "", 1, schema.name() + " has no message", "add the message of the records"));
    }
    if (name.isEmpty() && file.getMessageTypes().size() > 1) {
      return List.of(
          new SchemaProblem(
              "type",
              0,
              "%s has several messages: %s".formatted(schema.name(), String.join(", ", names)),
              "name that of the records with message: NAME"));
    }
    if (!name.isEmpty() && Messages.find(file, name).isEmpty()) {
      return List.of(
          new SchemaProblem(
              "message",
              0,
              "%s has no message '%s'".formatted(schema.name(), name),
              Names.didYouMean(name, names)));
    }
    Descriptor message = message(file, schema, source);
    return FieldFit.problems(ProtoNode.of(message), schema.name(), source);
  }

  @Override
  public boolean isSameEncoding(SchemaText one, SchemaText other) {
    return ProtoFiles.parse(one).toProto().equals(ProtoFiles.parse(other).toProto());
  }

  @Override
  public List<String> incompatible(SchemaText earlier, SchemaText next, String message) {
    return new ProtoCompatibility()
        .compare(ProtoFiles.parse(earlier), ProtoFiles.parse(next), message);
  }
}
