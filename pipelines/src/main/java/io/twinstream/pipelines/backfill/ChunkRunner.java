package io.twinstream.pipelines.backfill;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.files.ProcessLock;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.pipelines.files.HistoryChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Computes history in chunks of known time, so that a later run, also after a kill, continues at
 * the end of the last chunk. The states at the end of a chunk are stored, and the next chunk starts
 * with them: rows and states equal those of a single run, bit for bit.
 *
 * <p>A chunk's rows are written elsewhere, and moved to the others when all are written and the
 * progress says so. So no row is duplicated or lost, whenever the process ends.
 */
final class ChunkRunner {
  private static final Duration DEFAULT_CHUNK = Duration.ofDays(7);

  private final ShippedProject project;
  private final List<String> views;
  private final Request request;
  private final ChunkFolder folder;

  /**
   * What to compute.
   *
   * @param what a line that describes the computation: only an equal one can continue in the folder
   * @param root the folder of rows and progress
   * @param history paths by source
   * @param from the known time of the first row; earlier events are only seen by rows
   * @param to the known time of the end, exclusive; empty for all
   * @param length of a chunk
   * @param sinceLast whether an earlier run must exist
   */
  record Request(
      String what,
      Path root,
      Map<String, String> history,
      int maxRecordBytes,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<Duration> length,
      boolean sinceLast,
      Optional<Path> deadLetters) {}

  /** Computes one chunk. */
  @FunctionalInterface
  interface Computation {
    /**
     * @param rows the folder of the rows, with a folder per view or service; empty for none
     * @param states the folder of the final states, with a folder per view
     */
    void run(HistoryChunk chunk, Optional<Path> rows, Path states) throws IOException;
  }

  ChunkRunner(ShippedProject project, List<String> views, Request request) {
    this.project = project;
    this.views = List.copyOf(views);
    this.request = request;
    this.folder = new ChunkFolder(request.root().toAbsolutePath());
  }

  /** The folder of the states at the end of the last chunk. */
  Path states(BackfillProgress progress) {
    return folder.states(progress.chunks().size());
  }

  /**
   * Computes all remaining chunks.
   *
   * @param tell receives a line per chunk
   * @throws IllegalArgumentException if the folder belongs to another computation, or the history
   *     has changed
   */
  BackfillProgress run(Computation computation, Consumer<String> tell) throws IOException {
    Optional<BackfillProgress> found = BackfillProgress.read(folder.root());
    if (found.isEmpty()) {
      requireFresh();
    }
    try (ProcessLock alone = folder.lock()) {
      Objects.requireNonNull(alone);
      return computeAll(computation, tell);
    }
  }

  private BackfillProgress computeAll(Computation computation, Consumer<String> tell)
      throws IOException {
    BackfillProgress progress = open();
    Map<String, KnownRanges> ranges = ranges(progress.end().orElse(Long.MIN_VALUE));
    requireSameHistory(progress, ranges);
    List<PlannedChunk> plan = plan(progress, ranges);
    if (!progress.chunks().isEmpty()) {
      tell.accept(
          "continuing from %s: %d chunks are done, %d remain"
              .formatted(
                  Instant.ofEpochMilli(progress.end().get()),
                  progress.chunks().size(),
                  plan.size()));
    }
    long start = System.nanoTime();
    for (int i = 0; i < plan.size(); i++) {
      progress = compute(progress, plan.get(i), ranges, computation);
      double seconds = (System.nanoTime() - start) / 1e9;
      tell.accept(progress.line(i + 1, plan.size(), seconds));
    }
    if (plan.isEmpty()) {
      tell.accept("no new chunks");
    }
    return note(progress, ranges);
  }

  private void requireFresh() throws IOException {
    if (request.sinceLast()) {
      throw new IllegalArgumentException(
          "--since last: nothing was computed in "
              + folder.root()
              + " yet; leave it out the first time");
    }
    folder.requireEmpty();
  }

  private BackfillProgress open() throws IOException {
    Optional<BackfillProgress> found = BackfillProgress.read(folder.root());
    if (found.isEmpty()) {
      return new BackfillProgress(request.what(), List.of(), Map.of(), Map.of());
    }
    if (!found.get().what().equals(request.what())) {
      throw new IllegalArgumentException(
          "%s has%n  %s%nbut this run would compute%n  %s%nname another folder"
              .formatted(folder.root(), found.get().what(), request.what()));
    }
    return folder.settle(found.get());
  }

  private Map<String, KnownRanges> ranges(long before) {
    Map<String, KnownRanges> ranges = new LinkedHashMap<>();
    for (String source : project.sources(views)) {
      ranges.put(
          source,
          KnownRanges.read(
              project.project(),
              source,
              request.history().get(source),
              request.maxRecordBytes(),
              before,
              request.deadLetters()));
    }
    return ranges;
  }

  /** Refuses a history that has changed before the end of the last chunk. */
  private void requireSameHistory(BackfillProgress progress, Map<String, KnownRanges> ranges) {
    progress
        .events()
        .forEach(
            (source, count) -> {
              long now = ranges.get(source).events();
              if (now != count) {
                throw new IllegalArgumentException(
                    ("the history of '%s' has %,d events known before %s, but had %,d "
                            + "when they were computed: start again in another folder")
                        .formatted(source, now, Instant.ofEpochMilli(progress.end().get()), count));
              }
            });
  }

  private List<PlannedChunk> plan(BackfillProgress progress, Map<String, KnownRanges> ranges) {
    return PlannedChunk.plan(
        ranges.values().stream().mapToLong(KnownRanges::first).min().orElseThrow(),
        ranges.values().stream().mapToLong(KnownRanges::last).max().orElseThrow(),
        request.length().orElse(DEFAULT_CHUNK),
        request.from(),
        request.to(),
        progress.end());
  }

  private BackfillProgress compute(
      BackfillProgress before,
      PlannedChunk next,
      Map<String, KnownRanges> ranges,
      Computation computation)
      throws IOException {
    Map<String, List<HistoryInputSplit>> splits = new LinkedHashMap<>();
    ranges.forEach(
        (source, of) -> {
          long readFrom = HistoryChunk.readFrom(project.project().source(source), next.from());
          splits.put(source, of.between(readFrom, next.to()));
        });
    Optional<Path> left =
        before.chunks().isEmpty() ? Optional.empty() : Optional.of(states(before));
    Path states = folder.begin(before);
    computation.run(
        new HistoryChunk(next.from(), next.to(), splits, left),
        next.hasRows() ? Optional.of(folder.rows()) : Optional.empty(),
        states);
    return folder.settle(folder.complete(before, next));
  }

  /** Stores the number of past events, so that a later run can detect a changed history. */
  private BackfillProgress note(BackfillProgress progress, Map<String, KnownRanges> ranges) {
    if (progress.chunks().isEmpty()) {
      return progress;
    }
    long end = progress.end().get();
    Map<String, KnownRanges> counted =
        ranges.values().stream().allMatch(of -> of.last() < end) ? ranges : ranges(end);
    Map<String, Long> earliest = new LinkedHashMap<>();
    Map<String, Long> events = new LinkedHashMap<>();
    counted.forEach(
        (source, of) -> {
          earliest.put(source, of.first());
          events.put(source, of.last() < end ? of.total() : of.events());
        });
    BackfillProgress noted = progress.of(earliest, events);
    noted.write(folder.root());
    return noted;
  }
}
