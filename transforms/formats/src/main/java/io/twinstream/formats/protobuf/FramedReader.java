package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.BadPayload;
import io.twinstream.features.format.PayloadReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads records that name their message: by its index among the messages of the file, then that
 * among the messages in it, and so on. A zero byte names the first.
 */
final class FramedReader implements PayloadReader {
  private static final int MAX_INDEXES = 100;
  private static final List<Long> FIRST = List.of(0L);

  private final FileDescriptor file;
  private final String schema;
  private final Source source;
  private final EventBuilder builder;
  private final Map<List<Long>, PayloadReader> readers = new HashMap<>();
  private PayloadReader first;

  FramedReader(FileDescriptor file, String schema, Source source, EventBuilder builder) {
    this.file = file;
    this.schema = schema;
    this.source = source;
    this.builder = builder;
  }

  @Override
  public void read(byte[] bytes, int from) {
    ProtoInput in = new ProtoInput(bytes, from);
    long count = in.signed();
    in.require(count >= 0 && count <= MAX_INDEXES, "the indexes of the message are damaged");
    if (count == 0) {
      if (first == null) {
        first = reader(FIRST);
      }
      first.read(bytes, in.at());
      return;
    }
    List<Long> indexes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indexes.add(in.signed());
    }
    PayloadReader reader = readers.get(indexes);
    if (reader == null) {
      reader = reader(indexes);
      readers.put(indexes, reader);
    }
    reader.read(bytes, in.at());
  }

  private PayloadReader reader(List<Long> indexes) {
    Descriptor message = message(indexes);
    String wanted = source.format().message();
    if (!wanted.isEmpty()
        && !message.getFullName().equals(wanted)
        && !message.getFullName().equals(file.getPackage() + "." + wanted)) {
      throw new BadPayload(
          "the message is %s instead of %s".formatted(message.getFullName(), wanted));
    }
    return new ProtoReader(message, schema, source, builder);
  }

  private Descriptor message(List<Long> indexes) {
    List<Descriptor> among = file.getMessageTypes();
    Descriptor found = null;
    for (long index : indexes) {
      if (index < 0 || index >= among.size() || among.get((int) index).getOptions().getMapEntry()) {
        throw new BadPayload("schema %s has no message %s".formatted(schema, indexes));
      }
      found = among.get((int) index);
      among = found.getNestedTypes();
    }
    return found;
  }
}
