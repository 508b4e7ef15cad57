package io.twinstream.serving.loop;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.netty.channel.NioEventLoopGroupFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.channels.spi.SelectorProvider;

/** Creates the server's event loops with the configured way to wait. */
@Singleton
@Named(NioEventLoopGroupFactory.NAME)
@Replaces(NioEventLoopGroupFactory.class)
final class EventLoops extends NioEventLoopGroupFactory {
  private final long awakeNanos;

  EventLoops(LoopConfiguration configuration) {
    this.awakeNanos = configuration.awake().toNanos();
  }

  @Override
  public IoHandlerFactory createIoHandlerFactory() {
    return awakeNanos == 0
        ? super.createIoHandlerFactory()
        : NioIoHandler.newFactory(SelectorProvider.provider(), () -> new StayAwake(awakeNanos));
  }
}
