package io.twinstream.stores;

import java.util.Objects;

/**
 * How far a job has read a partition of a topic. The store need not have all of these records yet.
 *
 * @param run the run of the reader: a new number each time that a reader starts
 * @param first what the job read first, before its first checkpoint
 * @param watermark the watermark of the reader at that time: once the pipeline's watermark is
 *     greater, all records read are in the store
 * @param at an instant, in milliseconds since 1970: everything that the partition held then was
 *     read; {@link Long#MIN_VALUE} if unknown
 * @param ahead how far the partition's greatest time is ahead of the job's clock, in milliseconds;
 *     0 if it is not
 */
public record ReadTo(long run, First first, long watermark, long at, long ahead) {

  /**
   * Where a job without a checkpoint began to read: later than the beginning of the log at the
   * job's start if records were deleted meanwhile.
   *
   * @param offset the first offset that the job has
   * @param known the known time of the first record
   */
  public record First(long offset, long known) {
    /** Nothing has been read yet, or the first record was not recorded. */
    public static final First NONE = new First(-1, Long.MIN_VALUE);
  }

  public ReadTo {
    Objects.requireNonNull(first, "first");
  }

  /** The entry of a reader that has read nothing yet. */
  public static ReadTo nothing(long run, First first) {
    return new ReadTo(run, first, Long.MAX_VALUE, Long.MIN_VALUE, 0);
  }

  /** Returns this entry if it is of that run, otherwise an entry of that run with nothing read. */
  public ReadTo by(long reader) {
    return run == reader ? this : nothing(reader, first);
  }

  public boolean isNothing() {
    return watermark == Long.MAX_VALUE && at == Long.MIN_VALUE;
  }
}
