package io.twinstream.offline.models.training;

/**
 * The rows from which a model learns and those on which it is evaluated, as ascending indexes.
 *
 * @param test rows that the model has not learned from
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Split(int[] train, int[] test) {}
