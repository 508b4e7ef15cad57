package io.twinstream.beam.coder;

import io.twinstream.features.event.Position;
import io.twinstream.features.event.Skipped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes ranges of skipped offsets. */
public final class SkippedCoder extends CustomCoder<Skipped> {
  private static final long serialVersionUID = 1;
  private static final SkippedCoder INSTANCE = new SkippedCoder();

  private SkippedCoder() {}

  public static SkippedCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Skipped skipped, OutputStream out) throws IOException {
    PositionCoder.of().encode(skipped.position(), out);
    VarInt.encode(skipped.count(), out);
    Fields.writeLong(skipped.known(), out);
  }

  @Override
  public Skipped decode(InputStream in) throws IOException {
    Position position = PositionCoder.of().decode(in);
    return new Skipped(position, VarInt.decodeLong(in), Fields.readLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  private Object readResolve() {
    return INSTANCE;
  }
}
