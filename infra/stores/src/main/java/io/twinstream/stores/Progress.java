package io.twinstream.stores;

/**
 * How far a pipeline is. It may go down: after a restore to an older checkpoint it does, first.
 *
 * @param known the watermark on known time, milliseconds since 1970: all that was known before is
 *     in
 * @param completeAt all that the topics held at this instant is in, milliseconds since 1970; {@link
 *     Long#MIN_VALUE} if there is none
 * @param publishedAt when the pipeline said so, milliseconds since 1970
 */
public record Progress(long known, long completeAt, long publishedAt) {
  /**
   * Up to when nothing is missing. A watermark stands still with an idle topic that has the
   * producers' times; a topic that is read to its end says the same all the while.
   */
  public long upTo() {
    return Math.max(known, completeAt);
  }
}
