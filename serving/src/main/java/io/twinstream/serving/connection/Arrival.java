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
 * Closes a connection whose request does not arrive in time: the first from when the connection is
 * opened, the others from their first byte. One of these that comes in one piece, as most do, costs
 * no timer. For one event loop.
 */
final class Arrival {
  private final long nanos;
  private final Runnable cut;
  private final Channel channel;
  private boolean underWay = true;
  private Future<?> timer;

  /**
   * Begins to wait for the first request of a connection.
   *
   * @param cut runs when a connection is closed for it
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

  /** Stands before the codec: sees that something comes. */
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

  /** Stands behind the codec: sees that a request is whole. */
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

  /** Nothing is waited for until the next byte. */
  void arrived() {
    underWay = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
