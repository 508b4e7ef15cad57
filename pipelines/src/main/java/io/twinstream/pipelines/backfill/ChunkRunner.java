package io.twinstream.pipelines.backfill;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.offline.log.file.HistorySplit;
import io.twinstream.offline.log.file.ProcessLock;
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
 * Computes history in chunks of known time, so that a run that was killed, or a later one, goes on
 * where the last chunk ended. The states at the end of a chunk are kept and are what the next one
 * begins with: rows and states are those of a run in one go, bit for bit.
 *
 * <p>A chunk's rows are written beside the others and moved to them when all are there and the
 * progress says so: none is there twice and none is missing, whenever the process ends.
 */
final class ChunkRunner {
  private static final Duration DEFAULT_CHUNK = Duration.ofDays(7);

  private final ShippedProject project;
  private final List<String> views;
  private final Request request;
  private final ChunkFolder folder;

  /**
   * What is computed, and how.
   *
   * @param what of which definitions, as a line: a folder is gone on with only for the same
   * @param root where rows go, and how far it is
   * @param history paths by source
   * @param from the known time of the first row; what was known before is only seen by rows
   * @param to the known time at which to end, exclusive; empty for all
   * @param length of a chunk
   * @param sinceLast whether there must be something to go on from
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
     * @param rows where the rows go, in a folder per view or service; empty for none
     * @param states where the states go that are left at the end, in a folder per view
     */
    void run(HistoryChunk chunk, Optional<Path> rows, Path states) throws IOException;
  }

  ChunkRunner(ShippedProject project, List<String> views, Request request) {
    this.project = project;
    this.views = List.copyOf(views);
    this.request = request;
    this.folder = new ChunkFolder(request.root().toAbsolutePath());
  }

  /** Where the states are that a chunk has left. */
  Path states(BackfillProgress progress) {
    return folder.states(progress.chunks().size());
  }

  /**
   * Computes all chunks that are not computed yet.
   *
   * @param tell told of each
   * @throws IllegalArgumentException if the folder is of something else, or the history has changed
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
          "going on from %s: %d chunks are done, %d to do"
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
      tell.accept("nothing is new");
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
          "%s has%n  %s%nand this would be%n  %s%nname another folder"
              .formatted(folder.root(), found.get().what(), request.what()));
    }
    return folder.settle(found.get());
  }

  private Map<String, KnownRanges> ranges(long before) {
    Map<String, KnownRanges> ranges = new LinkedHashMap<>();
    for (String source : ComputeFeatures.sources(project, views)) {
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

  /** What was computed is of the events that are there now. */
  private void requireSameHistory(BackfillProgress progress, Map<String, KnownRanges> ranges) {
    progress
        .events()
        .forEach(
            (source, count) -> {
              long now = ranges.get(source).events();
              if (now != count) {
                throw new IllegalArgumentException(
                    ("the history of '%s' has %,d events known before %s, and had %,d when they"
                            + " were computed: begin again in another folder")
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
    Map<String, List<HistorySplit>> splits = new LinkedHashMap<>();
    ranges.forEach(
        (source, of) -> {
          long readFrom = HistoryChunk.readFrom(project.project().source(source), next.from());
          splits.put(source, of.between(readFrom, next.to()));
        });
    Optional<Path> left =
        before.chunks().isEmpty() ? Optional.empty() : Optional.of(states(before));
    Path states = folder.begin();
    computation.run(
        new HistoryChunk(next.from(), next.to(), splits, left),
        next.hasRows() ? Optional.of(folder.rows()) : Optional.empty(),
        states);
    return folder.settle(folder.complete(before, next));
  }

  /** Notes the events of the past, so that a later run can tell whether they are the same. */
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
