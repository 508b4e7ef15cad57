package io.twinstream.pipelines.files;

import io.twinstream.features.definition.Source;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chunk of history as the pipeline reads it.
 *
 * @param from its start in known time, milliseconds since 1970
 * @param to its end, exclusive
 * @param splits the input splits to read, by source
 * @param before the folder of the states at the end of the chunk before it, with a folder per view;
 *     empty for the first
 */
public record HistoryChunk(
    long from, long to, Map<String, List<HistoryInputSplit>> splits, Optional<Path> before) {

  /**
   * The known time from which events of a source are read: early enough before the chunk to
   * recognise duplicates. Both times of an event are within the limits of lateness and skew, else
   * it would be a dead letter.
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
      return Long.MAX_VALUE / 4; // practically unlimited
    }
  }
}
