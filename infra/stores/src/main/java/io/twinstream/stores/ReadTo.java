package io.twinstream.stores;

/**
 * How far a job has read a partition of a topic. The store need not have all of these records yet.
 *
 * @param watermark the watermark of the reader at that time: once the pipeline's watermark is
 *     greater, all records read are in the store
 * @param at an instant, in milliseconds since 1970: everything that the partition held then was
 *     read; {@link Long#MIN_VALUE} if unknown
 * @param ahead how far the partition's greatest time is ahead of the job's clock, in milliseconds;
 *     0 if it is not
 */
public record ReadTo(long watermark, long at, long ahead) {
  /** Nothing is read yet. */
  public static final ReadTo NOTHING = new ReadTo(Long.MAX_VALUE, Long.MIN_VALUE, 0);
}
