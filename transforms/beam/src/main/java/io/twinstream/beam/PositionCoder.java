package io.twinstream.beam;

import io.twinstream.features.event.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes positions. Equal positions have equal bytes, so that they can be keys. */
public final class PositionCoder extends CustomCoder<Position> {
  private static final long serialVersionUID = 1;
  private static final PositionCoder INSTANCE = new PositionCoder();

  private PositionCoder() {}

  public static PositionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Position position, OutputStream out) throws IOException {
    Fields.writeText(position.origin(), out);
    VarInt.encode(position.partition(), out);
    VarInt.encode(position.offset(), out);
  }

  @Override
  public Position decode(InputStream in) throws IOException {
    return new Position(Fields.readText(in), VarInt.decodeInt(in), VarInt.decodeLong(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
