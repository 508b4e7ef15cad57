package io.twinstream.stores;

/**
 * How far a partition of a topic is in the states of a generation.
 *
 * @param next the first offset that need not be in them
 * @param completeAt an instant, milliseconds since 1970: all that the partition held then is in
 *     them; {@link Long#MIN_VALUE} if none is known
 */
public record TopicPosition(long next, long completeAt) {}
