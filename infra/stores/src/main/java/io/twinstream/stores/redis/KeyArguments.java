package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The arguments of a command that consist of keys only; they are encoded together. */
final class KeyArguments extends CommandArgs<byte[], byte[]> {
  private static final int MOST_DIGITS = 10;

  private final byte[][] keys;

  KeyArguments(byte[][] keys) {
    super(ByteArrayCodec.INSTANCE);
    this.keys = keys;
  }

  @Override
  public int count() {
    return keys.length;
  }

  /** Selects the member of a cluster. */
  @Override
  public ByteBuffer getFirstEncodedKey() {
    return ByteBuffer.wrap(keys[0]);
  }

  /** Encodes each key in the Redis protocol: {@code $length\r\nkey\r\n}. */
  @Override
  public void encode(ByteBuf buffer) {
    int most = 0;
    for (byte[] key : keys) {
      most += 1 + MOST_DIGITS + 2 + key.length + 2;
    }
    byte[] encoded = new byte[most];
    byte[] length = {};
    int lengthOf = -1;
    int at = 0;
    for (byte[] key : keys) {
      if (key.length != lengthOf) {
        lengthOf = key.length;
        length = ("$" + lengthOf + "\r\n").getBytes(US_ASCII);
      }
      at = append(encoded, at, length);
      at = append(encoded, at, key);
      encoded[at++] = '\r';
      encoded[at++] = '\n';
    }
    buffer.writeBytes(encoded, 0, at);
  }

  private static int append(byte[] encoded, int at, byte[] more) {
    System.arraycopy(more, 0, encoded, at, more.length);
    return at + more.length;
  }
}
