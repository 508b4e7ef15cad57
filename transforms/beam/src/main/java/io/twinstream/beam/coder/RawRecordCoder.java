package io.twinstream.beam.coder;

import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes raw records: position, times, and payload and envelope if present. */
public final class RawRecordCoder extends CustomCoder<RawRecord> {
  private static final long serialVersionUID = 1;
  private static final RawRecordCoder INSTANCE = new RawRecordCoder();

  private RawRecordCoder() {}

  public static RawRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RawRecord record, OutputStream out) throws IOException {
    PositionCoder.of().encode(record.position(), out);
    Fields.writeLong(record.known(), out);
    Fields.writeLong(record.time(), out);
    out.write(record.payload() == null ? 0 : 1);
    if (record.payload() == null) {
      VarInt.encode(record.skipped(), out);
    } else {
      Fields.writeBytes(record.payload(), out);
    }
    EnvelopeCoder.encode(record.envelope(), out);
  }

  @Override
  public RawRecord decode(InputStream in) throws IOException {
    Position position = PositionCoder.of().decode(in);
    long known = Fields.readLong(in);
    long time = Fields.readLong(in);
    byte[] payload = null;
    long skipped = 0;
    if (in.read() == 0) {
      skipped = VarInt.decodeLong(in);
    } else {
      payload = Fields.readBytes(in);
    }
    return new RawRecord(position, known, time, payload, skipped, EnvelopeCoder.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  private Object readResolve() {
    return INSTANCE;
  }
}
