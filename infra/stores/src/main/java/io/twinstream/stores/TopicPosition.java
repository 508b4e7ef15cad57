package io.twinstream.stores;

/**
 * How much of a partition of a topic is in the states of a generation.
 *
 * @param next the first offset that may be missing in them
 * @param completeAt an instant, in milliseconds since 1970: everything that the partition held then
 *     is in them; {@link Long#MIN_VALUE} if unknown
 * @param checkpointAt when the complete checkpoint that has them was taken, in milliseconds since
 *     1970; {@link Long#MIN_VALUE} if unknown
 */
public record TopicPosition(long next, long completeAt, long checkpointAt) {}
