package io.twinstream.offline.models.learning;

/** Learns a model from rows. */
public interface Learner {
  /**
   * Learns a model; the same rows and seed give the same model.
   *
   * @param selection the rows to use, at least one with each label
   * @param positiveWeight the weight of a positive row
   */
  Learned learn(LabelledRows rows, int[] selection, double positiveWeight, long seed);
}
