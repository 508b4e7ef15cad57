package io.twinstream.stores.redis;

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
