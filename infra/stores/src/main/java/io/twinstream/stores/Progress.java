package io.twinstream.stores;

/**
 * How far a pipeline is. It may go down: after a restore to an older checkpoint it does, first.
 *
 * @param known the watermark on known time, milliseconds since 1970: all that was known before is
 *     in. It is no proof of freshness: with the producers' times it is what they claim
 * @param completeAt all that the topics held at this instant is in, milliseconds since 1970, by the
 *     job's clock; {@link Long#MIN_VALUE} if there is none
 * @param publishedAt when the pipeline said so, milliseconds since 1970; it never goes back, also
 *     when the job's clock does
 */
public record Progress(long known, long completeAt, long publishedAt) {}
