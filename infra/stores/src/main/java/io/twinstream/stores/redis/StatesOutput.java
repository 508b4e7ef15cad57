package io.twinstream.stores.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.twinstream.stores.StoredState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decodes the answer of MGET into states, copying each once from the network buffer. */
final class StatesOutput extends CommandOutput<byte[], byte[], List<StoredState>> {
  StatesOutput(int size) {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>(size));
  }

  @Override
  public void set(ByteBuffer value) {
    try {
      StoredState state = value == null ? null : StateValue.decode(value);
      output.add(state == null || state.isErased() ? null : state);
    } catch (IllegalArgumentException e) {
      // An exception here would break the protocol decoder.
      setError("a value is not a state: " + e.getMessage());
    }
  }
}
