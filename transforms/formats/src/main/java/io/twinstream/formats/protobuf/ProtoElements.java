package io.twinstream.formats.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumOptions;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.internal.parser.EnumConstantElement;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a parsed file into the form that Protobuf's own classes link. Options do not matter. */
final class ProtoElements {
  private static final Map<String, Type> SCALARS = new TreeMap<>();

  static {
    for (Type type : Type.values()) {
      if (type != Type.TYPE_GROUP && type != Type.TYPE_MESSAGE && type != Type.TYPE_ENUM) {
        SCALARS.put(
            type.name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT), type);
      }
    }
  }

  private final String name;
  private final ProtoFileElement file;
  private final boolean proto3;

  ProtoElements(String name, ProtoFileElement file) {
    this.name = name;
    this.file = file;
    this.proto3 = file.getSyntax() == Syntax.PROTO_3;
  }

  FileDescriptorProto toProto() {
    FileDescriptorProto.Builder proto =
        FileDescriptorProto.newBuilder().setName(name).setSyntax(proto3 ? "proto3" : "proto2");
    if (file.getPackageName() != null) {
      proto.setPackage(file.getPackageName());
    }
    proto.addAllDependency(file.getImports());
    for (String each : file.getPublicImports()) {
      proto.addPublicDependency(proto.getDependencyCount());
      proto.addDependency(each);
    }
    proto.addAllDependency(file.getWeakImports());
    for (TypeElement type : file.getTypes()) {
      if (type instanceof MessageElement message) {
        proto.addMessageType(message(message));
      } else if (type instanceof EnumElement symbols) {
        proto.addEnumType(symbols(symbols));
      }
    }
    return proto.build();
  }

  private DescriptorProto message(MessageElement element) {
    if (!element.getGroups().isEmpty()) {
      throw new IllegalArgumentException(
          "%s has a group, which cannot be read; make it a message".formatted(element.getName()));
    }
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(element.getName());
    for (TypeElement type : element.getNestedTypes()) {
      if (type instanceof MessageElement nested) {
        message.addNestedType(message(nested));
      } else if (type instanceof EnumElement symbols) {
        message.addEnumType(symbols(symbols));
      }
    }
    List<FieldDescriptorProto> optional = new ArrayList<>();
    for (FieldElement field : element.getFields()) {
      FieldDescriptorProto.Builder made = field(message, field);
      if (proto3 && field.getLabel() == Field.Label.OPTIONAL) {
        optional.add(made.setProto3Optional(true).build());
      } else {
        message.addField(made);
      }
    }
    for (OneOfElement choice : element.getOneOfs()) {
      for (FieldElement field : choice.getFields()) {
        message.addField(field(message, field).setOneofIndex(message.getOneofDeclCount()));
      }
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(choice.getName()));
    }
    // Each optional field of proto3 is in a choice of its own, after the declared ones.
    for (FieldDescriptorProto field : optional) {
      message.addField(field.toBuilder().setOneofIndex(message.getOneofDeclCount()));
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
    }
    return message.build();
  }

  private FieldDescriptorProto.Builder field(
      DescriptorProto.Builder message, FieldElement element) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(element.getName())
            .setNumber(element.getTag())
            .setLabel(label(element.getLabel()));
    String type = element.getType();
    if (type.startsWith("map<")) {
      String entry = entryName(element.getName());
      message.addNestedType(entry(entry, type));
      return field.setLabel(Label.LABEL_REPEATED).setTypeName(entry).setType(Type.TYPE_MESSAGE);
    }
    return typed(field, type);
  }

  private static FieldDescriptorProto.Builder typed(
      FieldDescriptorProto.Builder field, String type) {
    Type scalar = SCALARS.get(type);
    return scalar == null ? field.setTypeName(type) : field.setType(scalar);
  }

  private static Label label(Field.Label label) {
    if (label == Field.Label.REPEATED) {
      return Label.LABEL_REPEATED;
    }
    return label == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
  }

  /** {@code map<KEY, VALUE>} is a repeated message with a key and a value. */
  private static DescriptorProto entry(String name, String type) {
    int comma = type.indexOf(',');
    String key = type.substring("map<".length(), comma).strip();
    String value = type.substring(comma + 1, type.length() - 1).strip();
    FieldDescriptorProto.Builder part =
        FieldDescriptorProto.newBuilder().setLabel(Label.LABEL_OPTIONAL);
    return DescriptorProto.newBuilder()
        .setName(name)
        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
        .addField(typed(part.clone().setName("key").setNumber(1), key))
        .addField(typed(part.clone().setName("value").setNumber(2), value))
        .build();
  }

  private static String entryName(String field) {
    StringBuilder name = new StringBuilder();
    boolean upper = true;
    for (char c : field.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name + "Entry";
  }

  private static EnumDescriptorProto symbols(EnumElement element) {
    EnumDescriptorProto.Builder symbols =
        EnumDescriptorProto.newBuilder().setName(element.getName());
    for (EnumConstantElement each : element.getConstants()) {
      symbols.addValue(
          EnumValueDescriptorProto.newBuilder().setName(each.getName()).setNumber(each.getTag()));
    }
    boolean alias =
        element.getOptions().stream().anyMatch(option -> option.getName().equals("allow_alias"));
    return symbols.setOptions(EnumOptions.newBuilder().setAllowAlias(alias)).build();
  }
}
