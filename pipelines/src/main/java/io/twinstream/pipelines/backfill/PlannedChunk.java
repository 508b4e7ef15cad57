package io.twinstream.pipelines.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of known time that is to be computed by itself.
 *
 * @param from where it begins, milliseconds since 1970
 * @param to where it ends, exclusive
 * @param hasRows whether its rows are wanted, or only what it leaves to the next one
 */
record PlannedChunk(long from, long to, boolean hasRows) {

  /**
   * The chunks that are left to do. They end at multiples of their length, so that a later run with
   * more history has the same ones.
   *
   * @param first when the first event was known
   * @param last when the last event was known; less than the first if there is none
   * @param from the known time of the first row; what was before is one chunk without rows
   * @param to where to end, exclusive; empty for behind the last event
   * @param done where the chunks that are done end; empty if there are none
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
