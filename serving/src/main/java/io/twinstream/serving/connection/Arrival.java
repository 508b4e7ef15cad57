package io.twinstream.serving.connection;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request does not arrive in time. One that comes in one piece, as most
 * do, costs no timer. For one event loop.
 */
final class Arrival {
  private final long nanos;
  private final Runnable cut;
  private boolean underWay;
  private Future<?> timer;

  /**
   * @param within from the first byte to the last
   * @param cut runs when a connection is closed for it
   */
  Arrival(Duration within, Runnable cut) {
    this.nanos = within.toNanos();
    this.cut = cut;
  }

  /** Stands before the codec: sees that something comes. */
  ChannelHandler bytes() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) {
        underWay = true;
        context.fireChannelRead(bytes);
        if (underWay && timer == null) {
          timer = context.executor().schedule(() -> close(context), nanos, TimeUnit.NANOSECONDS);
        }
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        arrived();
        context.fireChannelInactive();
      }
    };
  }

  private void close(ChannelHandlerContext context) {
    cut.run();
    context.close();
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

  private void arrived() {
    underWay = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
