package io.twinstream.offline.models.learning;

/** A way to learn a model from rows. */
public interface Learner {
  /**
   * Learns; the same rows and seed give the same model.
   *
   * @param selection which rows, at least one of either label
   * @param positiveWeight how many times a positive row counts
   */
  Learned learn(LabelledRows rows, int[] selection, double positiveWeight, long seed);
}
