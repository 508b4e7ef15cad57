package io.twinstream.beam.coder;

import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Envelope.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;

/** Encodes the envelope of a record: one byte that says whether it has one, then its parts. */
final class EnvelopeCoder {
  private static final int NONE = 0;
  private static final int SOME = 1;
  private static final int CUT = 2;

  private EnvelopeCoder() {}

  static void encode(Envelope envelope, OutputStream out) throws IOException {
    if (envelope == Envelope.NONE) {
      out.write(NONE);
      return;
    }
    out.write(envelope.cut() ? CUT : SOME);
    Fields.writeLong(envelope.timestamp(), out);
    writeNullable(envelope.key(), out);
    VarInt.encode(envelope.headers().size(), out);
    for (Header header : envelope.headers()) {
      Fields.writeText(header.name(), out);
      writeNullable(header.value(), out);
    }
  }

  static Envelope decode(InputStream in) throws IOException {
    int kind = in.read();
    if (kind == NONE) {
      return Envelope.NONE;
    }
    long timestamp = Fields.readLong(in);
    byte[] key = readNullable(in);
    int count = VarInt.decodeInt(in);
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(Fields.readText(in), readNullable(in)));
    }
    return new Envelope(key, timestamp, headers, kind == CUT);
  }

  private static void writeNullable(byte[] bytes, OutputStream out) throws IOException {
    out.write(bytes == null ? NONE : SOME);
    if (bytes != null) {
      Fields.writeBytes(bytes, out);
    }
  }

  private static byte[] readNullable(InputStream in) throws IOException {
    return in.read() == NONE ? null : Fields.readBytes(in);
  }
}
