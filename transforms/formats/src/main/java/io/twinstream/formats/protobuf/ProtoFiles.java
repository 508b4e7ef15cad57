package io.twinstream.formats.protobuf;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.format.BadPayload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses {@code .proto} files, and links them with those that they import. */
final class ProtoFiles {
  /** The place in a message of the parser. */
  private static final Pattern LINE = Pattern.compile(":(\\d+)");

  private static final Map<String, FileDescriptor> KNOWN = new HashMap<>();

  /** Files that registries know without a reference. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "confluent/type/decimal.proto",
          """
          syntax = "proto3";
          package confluent.type;
          message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }
          """,
          "confluent/meta.proto",
          """
          syntax = "proto3";
          package confluent;
          message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
          """);

  static {
    for (FileDescriptor each :
        List.of(
            AnyProto.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor(),
            com.google.protobuf.DescriptorProtos.getDescriptor())) {
      KNOWN.put(each.getFullName(), each);
    }
  }

  private final Map<String, String> texts;
  private final Map<String, FileDescriptor> linked = new HashMap<>(KNOWN);
  private final Set<String> open = new LinkedHashSet<>();

  private ProtoFiles(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * Parses a schema.
   *
   * @throws BadPayload if it, or a file that it imports, is not valid
   */
  static FileDescriptor parse(SchemaText schema) {
    return new ProtoFiles(schema.imports()).link(schema.name(), schema.text());
  }

  /** Returns the line that a message names; 1 if it names none. */
  static int line(String message) {
    Matcher found = LINE.matcher(message);
    return found.find() ? Integer.parseInt(found.group(1)) : 1;
  }

  private FileDescriptor link(String name, String text) {
    if (!open.add(name)) {
      throw new BadPayload("%s imports itself, by way of %s".formatted(name, open));
    }
    try {
      ProtoFileElement file =
          ProtoParser.Companion.parse(Location.Companion.get(name.replace(':', '_')), text);
      List<FileDescriptor> imports = new ArrayList<>();
      for (String each : file.getImports()) {
        imports.add(imported(name, each));
      }
      for (String each : file.getPublicImports()) {
        imports.add(imported(name, each));
      }
      for (String each : file.getWeakImports()) {
        imports.add(imported(name, each));
      }
      FileDescriptorProto proto = new ProtoElements(name, file).toProto();
      return FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException | IllegalStateException | IllegalArgumentException e) {
      throw new BadPayload("%s is not a Protobuf schema: %s".formatted(name, firstLine(e)));
    } finally {
      open.remove(name);
    }
  }

  private FileDescriptor imported(String by, String name) {
    FileDescriptor found = linked.get(name);
    if (found == null) {
      String text = texts.getOrDefault(name, TEXTS.get(name));
      if (text == null) {
        throw new BadPayload("%s imports %s, which is not there".formatted(by, name));
      }
      found = link(name, text);
      linked.put(name, found);
    }
    return found;
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage()).strip();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
