package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what a reader with the next version of a schema misreads in records of an earlier one. */
final class ProtoCompatibility {
  private final List<String> problems = new ArrayList<>();
  private final Set<String> compared = new HashSet<>();

  List<String> compare(FileDescriptor earlier, FileDescriptor next, String name) {
    List<Descriptor> messages =
        name.isEmpty()
            ? earlier.getMessageTypes()
            : Messages.find(earlier, name).map(List::of).orElse(List.of());
    for (Descriptor message : messages) {
      Optional<Descriptor> found = Messages.find(next, message.getFullName());
      if (found.isEmpty()) {
        problems.add("message %s is gone".formatted(message.getFullName()));
      } else {
        compare(message, found.get());
      }
    }
    return problems;
  }

  private void compare(Descriptor earlier, Descriptor next) {
    if (!compared.add(earlier.getFullName() + " " + next.getFullName())) {
      return;
    }
    for (FieldDescriptor field : earlier.getFields()) {
      FieldDescriptor now = next.findFieldByNumber(field.getNumber());
      if (now == null) {
        continue; // Its values are skipped.
      }
      String what = "field %s = %d".formatted(field.getFullName(), field.getNumber());
      if (!now.getName().equals(field.getName())) {
        problems.add(
            "%s is %s now: its values would be read as another field"
                .formatted(what, now.getName()));
      } else if (now.isRepeated() != field.isRepeated()) {
        problems.add("%s changes between one value and several".formatted(what));
      } else if (!isReadable(field, now)) {
        problems.add(
            "%s changes its type from %s to %s"
                .formatted(what, ProtoNode.type(field), ProtoNode.type(now)));
      } else if (field.getType() == FieldDescriptor.Type.MESSAGE) {
        compare(field.getMessageType(), now.getMessageType());
      } else if (field.getType() == FieldDescriptor.Type.ENUM
          && now.getType() == FieldDescriptor.Type.ENUM) {
        symbols(what, field.getEnumType(), now.getEnumType());
      }
    }
    for (FieldDescriptor field : next.getFields()) {
      if (field.isRequired() && earlier.findFieldByNumber(field.getNumber()) == null) {
        problems.add("field %s is new and required".formatted(field.getFullName()));
      }
    }
  }

  /** Types that have the same encoding and the same meaning of all bits. */
  private static boolean isReadable(FieldDescriptor from, FieldDescriptor to) {
    return from.getType() == to.getType()
        || from.getType() == FieldDescriptor.Type.INT32
            && to.getType() == FieldDescriptor.Type.INT64
        || from.getType() == FieldDescriptor.Type.UINT32
            && (to.getType() == FieldDescriptor.Type.UINT64
                || to.getType() == FieldDescriptor.Type.INT64);
  }

  private void symbols(String what, EnumDescriptor earlier, EnumDescriptor next) {
    for (EnumValueDescriptor value : earlier.getValues()) {
      EnumValueDescriptor now = next.findValueByNumber(value.getNumber());
      boolean known =
          now != null
              && next.getValues().stream()
                  .anyMatch(
                      each ->
                          each.getNumber() == value.getNumber()
                              && each.getName().equals(value.getName()));
      if (!known) {
        problems.add(
            "%s: %s = %d is gone from %s"
                .formatted(what, value.getName(), value.getNumber(), next.getFullName()));
      }
    }
  }
}
