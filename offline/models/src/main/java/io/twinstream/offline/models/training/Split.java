package io.twinstream.offline.models.training;

/**
 * Which rows a model learns from, and which it is judged by. Indexes of rows, in their order.
 *
 * @param test rows that the model has not learned from
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
public record Split(int[] train, int[] test) {}
