package io.twinstream.pipelines.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chunk to compute: a range of known time.
 *
 * @param from its start, in milliseconds since 1970
 * @param to its end, exclusive
 * @param hasRows whether its rows are wanted, or only the states at its end
 */
record PlannedChunk(long from, long to, boolean hasRows) {

  /**
   * The remaining chunks. They end at multiples of their length, so that a later run with more
   * history has the same ones.
   *
   * @param first the known time of the first event
   * @param last the known time of the last event; less than the first if there is none
   * @param from the known time of the first row; everything before it is one chunk without rows
   * @param to the end, exclusive; empty for after the last event
   * @param done the end of the computed chunks; empty if there are none
   */
  static List<PlannedChunk> plan(
      long first,
      long last,
      Duration length,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<Long> done) {
    List<PlannedChunk> plan = new ArrayList<>();
    if (first > last) {
      return plan;
    }
    long step = length.toMillis();
    long end = to.map(Instant::toEpochMilli).orElse(last + 1);
    long begin = done.orElse(Math.floorDiv(first, step) * step);
    if (done.isEmpty() && from.isPresent()) {
      begin = from.get().toEpochMilli();
      if (first < begin) {
        plan.add(new PlannedChunk(Long.MIN_VALUE, Math.min(begin, end), false));
      }
    }
    while (begin < end) {
      long next = Math.min(end, (Math.floorDiv(begin, step) + 1) * step);
      plan.add(new PlannedChunk(begin, next, true));
      begin = next;
    }
    return plan;
  }
}
