package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The messages of a file. */
final class Messages {
  private Messages() {}

  /** Returns all messages, nested ones after their own. */
  static List<Descriptor> of(FileDescriptor file) {
    List<Descriptor> found = new ArrayList<>();
    file.getMessageTypes().forEach(each -> add(found, each));
    return found;
  }

  private static void add(List<Descriptor> to, Descriptor message) {
    if (!message.getOptions().getMapEntry()) {
      to.add(message);
      message.getNestedTypes().forEach(each -> add(to, each));
    }
  }

  static List<String> names(FileDescriptor file) {
    return of(file).stream().map(Descriptor::getFullName).toList();
  }

  /** Finds a message by its full name, or by its name in the file. */
  static Optional<Descriptor> find(FileDescriptor file, String name) {
    String full = file.getPackage().isEmpty() ? name : file.getPackage() + "." + name;
    return of(file).stream()
        .filter(each -> each.getFullName().equals(name) || each.getFullName().equals(full))
        .findFirst();
  }
}
