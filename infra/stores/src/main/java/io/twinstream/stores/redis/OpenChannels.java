package io.twinstream.stores.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.atomic.AtomicLong;

/** The open channels of a client. If one is closed, its client connects again. */
final class OpenChannels implements NettyCustomizer {
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLong count = new AtomicLong();

  /** Returns those of a client with the resources of {@link RedisClients#resources}. */
  static OpenChannels of(AbstractRedisClient client) {
    if (client.getResources().nettyCustomizer() instanceof OpenChannels open) {
      return open;
    }
    throw new IllegalArgumentException(
        "the client of Redis has another NettyCustomizer; a mutator of its resources must keep the"
            + " one that they have");
  }

  /** Counts the channel before it is connected, and so before anything is answered over it. */
  @Override
  public void afterChannelInitialized(Channel channel) {
    count.incrementAndGet();
    channels.add(channel);
  }

  /** Returns the number of channels so far. */
  long count() {
    return count.get();
  }

  void close() {
    channels.close();
  }
}
