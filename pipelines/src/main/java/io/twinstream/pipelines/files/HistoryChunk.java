package io.twinstream.pipelines.files;

import io.twinstream.features.definition.Source;
import io.twinstream.offline.log.file.HistorySplit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of history that is computed by itself.
 *
 * @param from the known time where it begins, milliseconds since 1970
 * @param to where it ends, exclusive
 * @param splits by source, what is read for it
 * @param before where the states are that the part before it has left, in a folder per view; empty
 *     for the first
 */
public record HistoryChunk(
    long from, long to, Map<String, List<HistorySplit>> splits, Optional<Path> before) {

  /**
   * From which known time on events of a source are read: so much before the chunk that what comes
   * twice is recognised. Both times of an event are within its limits of lateness and skew, or it
   * would be a dead letter.
   */
  public static long readFrom(Source source, long from) {
    if (!source.dedupe() || from == Long.MIN_VALUE) {
      return from;
    }
    return from - millis(source);
  }

  private static long millis(Source source) {
    try {
      return Math.min(
          Long.MAX_VALUE / 4, source.maxLateness().plus(source.maxFutureSkew()).toMillis());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 4; // as good as unlimited
    }
  }
}
