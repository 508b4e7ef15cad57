package io.twinstream.beam.coder;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes dead letters; the reason is encoded by name. */
public final class DeadLetterCoder extends CustomCoder<DeadLetter> {
  private static final long serialVersionUID = 1;
  private static final DeadLetterCoder INSTANCE = new DeadLetterCoder();

  private DeadLetterCoder() {}

  public static DeadLetterCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(DeadLetter letter, OutputStream out) throws IOException {
    Fields.writeText(letter.source(), out);
    PositionCoder.of().encode(letter.position(), out);
    Fields.writeLong(letter.known(), out);
    Fields.writeText(letter.reason().name(), out);
    Fields.writeText(letter.detail(), out);
    Fields.writeBytes(letter.payload(), out);
    VarInt.encode(letter.size(), out);
    Fields.writeText(letter.sha256(), out);
    EnvelopeCoder.encode(letter.envelope(), out);
  }

  @Override
  public DeadLetter decode(InputStream in) throws IOException {
    String source = Fields.readText(in);
    Position position = PositionCoder.of().decode(in);
    long known = Fields.readLong(in);
    Reason reason = Reason.valueOf(Fields.readText(in));
    String detail = Fields.readText(in);
    byte[] payload = Fields.readBytes(in);
    long size = VarInt.decodeLong(in);
    String sha256 = Fields.readText(in);
    return new DeadLetter(
        source, position, known, reason, detail, payload, size, sha256, EnvelopeCoder.decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  private Object readResolve() {
    return INSTANCE;
  }
}
