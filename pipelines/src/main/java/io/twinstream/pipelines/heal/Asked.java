package io.twinstream.pipelines.heal;

import org.apache.beam.sdk.io.UnboundedSource;

/**
 * An empty checkpoint mark, because a restored job asks the store what is still lost.
 *
 * @param whenComplete runs when a checkpoint with this mark is complete
 */
record Asked(Runnable whenComplete) implements UnboundedSource.CheckpointMark {
  @Override
  public void finalizeCheckpoint() {
    whenComplete.run();
  }
}
