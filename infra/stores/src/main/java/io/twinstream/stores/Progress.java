package io.twinstream.stores;

/**
 * The progress of a pipeline. It may go back, as it does at first after a restore from an older
 * checkpoint.
 *
 * @param known the watermark on known time, in milliseconds since 1970: the states have all events
 *     known before. This does not prove freshness: with timestamps set by producers, it is what
 *     they claim
 * @param completeAt the states have everything that the topics held at this instant, in
 *     milliseconds since 1970, by the job's clock; {@link Long#MIN_VALUE} if unknown
 * @param publishedAt when the pipeline published this, in milliseconds since 1970; it never goes
 *     back, even if the job's clock does
 * @param checkpointAt when the latest complete checkpoint was taken, or the job began if there is
 *     none, in milliseconds since 1970: after a fault, the job reads its topics again from there;
 *     {@link Long#MIN_VALUE} if unknown
 */
public record Progress(long known, long completeAt, long publishedAt, long checkpointAt) {}
