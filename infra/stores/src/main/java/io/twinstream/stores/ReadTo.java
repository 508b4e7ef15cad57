package io.twinstream.stores;

/**
 * How far a job has read a partition of a topic, not all of which need be in the store.
 *
 * @param watermark the reader's watermark then: once the pipeline's is greater, all that was read
 *     is in the store
 * @param at an instant, milliseconds since 1970: all that the partition held then was read; {@link
 *     Long#MIN_VALUE} if none is known
 * @param ahead by how many milliseconds the partition's greatest time is ahead of the job's clock;
 *     0 if it is not
 */
public record ReadTo(long watermark, long at, long ahead) {
  /** Nothing is read yet. */
  public static final ReadTo NOTHING = new ReadTo(Long.MAX_VALUE, Long.MIN_VALUE, 0);
}
