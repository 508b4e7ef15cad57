package io.twinstream.serving.loop;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Polls for a while before an idle event loop sleeps.
 *
 * <p>Waking a sleeping thread takes about 30 us. The thread often wakes on the processor of the
 * thread that wakes it, and waits there for its turn although another processor is idle (Linux does
 * not search for one if the processors are about four fifths busy). A polling loop yields its
 * processor to any thread that needs it. Tasks that other threads submit while it polls run when
 * the polling ends.
 */
final class StayAwake implements SelectStrategy {
  private final long nanos;

  StayAwake(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return selectNow.get();
    }
    long begin = System.nanoTime();
    do {
      int ready = selectNow.get();
      if (ready > 0) {
        return ready;
      }
      Thread.yield();
    } while (System.nanoTime() - begin < nanos);
    return SELECT; // Which checks for tasks once more before it sleeps.
  }
}
