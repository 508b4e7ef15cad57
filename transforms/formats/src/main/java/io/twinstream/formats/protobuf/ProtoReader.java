package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.BadPayload;
import io.twinstream.features.format.PayloadReader;
import io.twinstream.features.format.SchemaProblem;
import io.twinstream.formats.FieldFit;
import java.util.Arrays;
import java.util.List;

/** Reads the records of one message. */
final class ProtoReader implements PayloadReader {
  private final Descriptor type;
  private final EventBuilder builder;
  private final ProtoMessage message;

  ProtoReader(Descriptor type, String schema, Source source, EventBuilder builder) {
    List<SchemaProblem> problems =
        FieldFit.withoutPresence(ProtoNode.of(type), "schema " + schema, source);
    if (!problems.isEmpty()) {
      SchemaProblem first = problems.get(0);
      throw new BadPayload(first.what() + "; " + first.hint());
    }
    this.type = type;
    this.builder = builder;
    this.message = new ProtoCompiler(builder).compile(type);
  }

  @Override
  public void read(byte[] bytes, int from) {
    try {
      message.read(new ProtoInput(bytes, from), bytes.length);
    } catch (Repeated e) {
      builder.begin();
      byte[] merged = merged(bytes, from);
      message.read(new ProtoInput(merged, 0), merged.length);
    }
  }

  /** Returns the record without repetitions. */
  private byte[] merged(byte[] bytes, int from) {
    try {
      return DynamicMessage.parseFrom(type, Arrays.copyOfRange(bytes, from, bytes.length))
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new BadPayload(e.getMessage());
    }
  }
}
