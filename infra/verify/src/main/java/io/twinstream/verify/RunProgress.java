package io.twinstream.verify;

import java.util.function.LongSupplier;

/** Where a proof that takes long reports how far it is. */
public interface RunProgress {
  /** Reports what begins or was done. */
  void say(String line);

  /**
   * Shows how far something is, until that is closed.
   *
   * @param size how much there is to do
   * @param done how much is done; asked by another thread
   */
  Shown show(String what, long size, LongSupplier done);

  /** What is shown. */
  interface Shown extends AutoCloseable {
    @Override
    void close();
  }
}
