package io.twinstream.beam.coder;

import io.twinstream.features.event.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes positions. Equal positions have equal bytes, so they can be keys. The parts that differ
 * most come first, because sorting by key compares bytes.
 */
public final class PositionCoder extends CustomCoder<Position> {
  private static final long serialVersionUID = 1;
  private static final PositionCoder INSTANCE = new PositionCoder();

  private PositionCoder() {}

  public static PositionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Position position, OutputStream out) throws IOException {
    VarInt.encode(position.offset(), out);
    VarInt.encode(position.partition(), out);
    Fields.writeText(position.origin(), out);
  }

  @Override
  public Position decode(InputStream in) throws IOException {
    long offset = VarInt.decodeLong(in);
    int partition = VarInt.decodeInt(in);
    return new Position(Fields.readText(in), partition, offset);
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
