package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

final class KeyArgumentsTest {
  @Property
  void theyAreWhatLettuceMakesOfKeysOneByOne(@ForAll @Size(min = 1, max = 40) List<byte[]> keys) {
    CommandArgs<byte[], byte[]> expected = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    keys.forEach(expected::addKey);
    CommandArgs<byte[], byte[]> actual = new KeyArguments(keys.toArray(new byte[0][]));
    assertThat(encoded(actual), is(encoded(expected)));
    assertThat(actual.count(), is(expected.count()));
    assertThat(actual.getFirstEncodedKey(), is(expected.getFirstEncodedKey()));
  }

  private static String encoded(CommandArgs<byte[], byte[]> arguments) {
    ByteBuf buffer = Unpooled.buffer();
    arguments.encode(buffer);
    return buffer.toString(ISO_8859_1);
  }
}
