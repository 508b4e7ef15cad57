package io.twinstream.serving.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request does not arrive in time, counted from the opening of the
 * connection for the first request, and from their first byte for others. A later request that
 * arrives in one read, as most do, needs no timer. Used by one event loop only.
 */
final class Arrival {
  private final long nanos;
  private final Runnable cut;
  private final Channel channel;
  private boolean underWay = true;
  private Future<?> timer;

  /**
   * Starts the timer of the first request of a connection.
   *
   * @param cut runs when a connection is closed for lateness
   */
  Arrival(Channel channel, Duration within, Runnable cut) {
    this.nanos = within.toNanos();
    this.cut = cut;
    this.channel = channel;
    this.timer = schedule();
    channel.closeFuture().addListener(closed -> arrived());
  }

  private Future<?> schedule() {
    return channel.eventLoop().schedule(this::close, nanos, TimeUnit.NANOSECONDS);
  }

  /** The handler in front of the codec, which notices the first byte of a request. */
  ChannelHandler bytes() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) {
        underWay = true;
        context.fireChannelRead(bytes);
        if (underWay && timer == null) {
          timer = schedule();
        }
      }
    };
  }

  private void close() {
    cut.run();
    channel.close();
  }

  /** The handler behind the codec, which notices the end of a request. */
  ChannelHandler end() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object part) {
        if (part instanceof LastHttpContent) {
          arrived();
        }
        context.fireChannelRead(part);
      }
    };
  }

  /** Stops the timer until the next byte. */
  void arrived() {
    underWay = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
