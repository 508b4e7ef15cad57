package io.twinstream.verify;

import java.util.function.LongSupplier;

/** Receives the progress of a long check. */
public interface RunProgress {
  /** Reports a step that begins or was done. */
  void say(String line);

  /**
   * Shows the progress of a step until the result is closed.
   *
   * @param size how much there is to do
   * @param done how much is done; called by another thread
   */
  Shown show(String what, long size, LongSupplier done);

  /** A progress that is shown. */
  interface Shown extends AutoCloseable {
    @Override
    void close();
  }
}
