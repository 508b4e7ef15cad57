package io.twinstream.serving.loop;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Looks for more to do for a while before a loop goes to sleep.
 *
 * <p>A thread that sleeps has to be woken, which takes some 30 us, and is often woken on the
 * processor of who wakes it, and waits there for its turn while another processor is idle (Linux
 * does not look for one where the processors are about four fifths busy). Whoever waits for a turn
 * of the processor gets it at once. What another thread hands to the loop meanwhile is done when
 * the time is over.
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
    return SELECT; // Which looks for tasks once more before it sleeps.
  }
}
