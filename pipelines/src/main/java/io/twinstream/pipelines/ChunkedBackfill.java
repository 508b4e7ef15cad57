package io.twinstream.pipelines;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ShippedProject;
import io.twinstream.offline.log.Duck;
import io.twinstream.offline.log.HistorySplit;
import io.twinstream.offline.log.Tables;
import io.twinstream.pipelines.BackfillProgress.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Computes history in chunks of known time, so that a run that was killed, or a later one, goes on
 * where the last chunk ended. The states at the end of a chunk are kept and are what the next one
 * begins with: rows and states are those of a run in one go, bit for bit.
 *
 * <p>A chunk's rows are written beside the others and moved to them when all are there and the
 * progress says so: none is there twice and none is missing, whenever the process ends.
 */
final class ChunkedBackfill {
  private static final String ROWS = "rows";
  private static final String STATES = "states-";
  private static final String LOCK = "lock";
  private static final Duration DEFAULT_CHUNK = Duration.ofDays(7);

  private final ShippedProject project;
  private final List<String> views;
  private final Request request;
  private final Path root;
  private final Path hidden;

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

  ChunkedBackfill(ShippedProject project, List<String> views, Request request) {
    this.project = project;
    this.views = List.copyOf(views);
    this.request = request;
    this.root = request.root().toAbsolutePath();
    this.hidden = root.resolve(BackfillProgress.FOLDER);
  }

  /** Where the states are that a chunk has left. */
  Path states(BackfillProgress progress) {
    return hidden.resolve(STATES + progress.chunks().size());
  }

  /**
   * Computes all chunks that are not computed yet.
   *
   * @param tell told of each
   * @throws IllegalArgumentException if the folder is of something else, or the history has changed
   */
  BackfillProgress run(Computation computation, Consumer<String> tell) throws IOException {
    if (BackfillProgress.read(root).isEmpty()) {
      requireFresh();
    }
    Files.createDirectories(hidden);
    try (FileChannel channel =
            FileChannel.open(
                hidden.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock alone = lock(channel)) {
      Objects.requireNonNull(alone);
      return computeAll(computation, tell);
    }
  }

  /** Refuses to compute beside another run, which ends with its process at the latest. */
  private FileLock lock(FileChannel channel) throws IOException {
    FileLock alone;
    try {
      alone = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      alone = null; // in this very process
    }
    if (alone == null) {
      throw new IllegalArgumentException("another run is at " + root + "; wait for its end");
    }
    return alone;
  }

  private BackfillProgress computeAll(Computation computation, Consumer<String> tell)
      throws IOException {
    BackfillProgress progress = open();
    Map<String, KnownRanges> ranges = ranges(progress.end().orElse(Long.MIN_VALUE));
    requireSameHistory(progress, ranges);
    List<Planned> plan = plan(progress, ranges);
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
      Planned next = plan.get(i);
      progress = compute(progress, next, ranges, computation);
      double seconds = (System.nanoTime() - start) / 1e9;
      tell.accept(line(i + 1, plan.size(), progress, seconds));
    }
    if (plan.isEmpty()) {
      tell.accept("nothing is new");
    }
    return note(progress, ranges);
  }

  private static String line(int done, int of, BackfillProgress progress, double seconds) {
    Done last = progress.chunks().get(progress.chunks().size() - 1);
    int width = 20;
    int full = width * done / of;
    return String.format(
        Locale.ROOT,
        "[%s%s] %d of %d chunks, known until %s: %,d rows, %.1f s; about %.0f s left",
        "#".repeat(full),
        " ".repeat(width - full),
        done,
        of,
        Instant.ofEpochMilli(last.to()),
        last.rows(),
        seconds,
        seconds / done * (of - done));
  }

  private BackfillProgress open() throws IOException {
    Optional<BackfillProgress> found = BackfillProgress.read(root);
    if (found.isEmpty()) {
      return new BackfillProgress(request.what(), List.of(), Map.of(), Map.of());
    }
    if (!found.get().what().equals(request.what())) {
      throw new IllegalArgumentException(
          "%s has%n  %s%nand this would be%n  %s%nname another folder"
              .formatted(root, found.get().what(), request.what()));
    }
    return settle(found.get());
  }

  private void requireFresh() throws IOException {
    if (request.sinceLast()) {
      throw new IllegalArgumentException(
          "--since last: nothing was computed in " + root + " yet; leave it out the first time");
    }
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.list(root)) {
        if (files.anyMatch(file -> !file.equals(hidden))) {
          throw new IllegalArgumentException(
              root + " is not empty; name another folder, or delete it first");
        }
      }
    }
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

  /** A chunk that is to be computed. */
  private record Planned(long from, long to, boolean hasRows) {}

  private List<Planned> plan(BackfillProgress progress, Map<String, KnownRanges> ranges) {
    long first = ranges.values().stream().mapToLong(KnownRanges::first).min().orElseThrow();
    long last = ranges.values().stream().mapToLong(KnownRanges::last).max().orElseThrow();
    List<Planned> plan = new ArrayList<>();
    if (first > last) {
      return plan;
    }
    long length = request.length().orElse(DEFAULT_CHUNK).toMillis();
    long end = request.to().map(Instant::toEpochMilli).orElse(last + 1);
    long begin = progress.end().orElse(Math.floorDiv(first, length) * length);
    if (progress.chunks().isEmpty() && request.from().isPresent()) {
      long from = request.from().get().toEpochMilli();
      if (first < from) {
        plan.add(new Planned(Long.MIN_VALUE, Math.min(from, end), false));
      }
      begin = from;
    }
    while (begin < end) {
      long next = Math.min(end, (Math.floorDiv(begin, length) + 1) * length);
      plan.add(new Planned(begin, next, true));
      begin = next;
    }
    return plan;
  }

  private BackfillProgress compute(
      BackfillProgress before,
      Planned next,
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
    Path rows = hidden.resolve(ROWS);
    Path incomplete = hidden.resolve(STATES + "incomplete");
    TemporaryFolder.delete(rows);
    TemporaryFolder.delete(incomplete);
    Files.createDirectories(incomplete);
    computation.run(
        new HistoryChunk(next.from(), next.to(), splits, left),
        next.hasRows() ? Optional.of(rows) : Optional.empty(),
        incomplete);
    BackfillProgress computed = before.with(new Done(next.from(), next.to(), rows(rows), false));
    TemporaryFolder.delete(states(computed));
    Files.move(incomplete, states(computed));
    computed.write(root);
    return settle(computed);
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
    noted.write(root);
    return noted;
  }

  /** Moves the last chunk's rows to the others, and deletes what nobody needs any more. */
  private BackfillProgress settle(BackfillProgress progress) throws IOException {
    if (progress.chunks().isEmpty()) {
      return progress;
    }
    Path rows = hidden.resolve(ROWS);
    int number = progress.chunks().size();
    BackfillProgress settled = progress;
    if (!progress.chunks().get(number - 1).moved()) {
      if (Files.isDirectory(rows)) {
        try (Stream<Path> files = Files.walk(rows)) {
          for (Path file : files.filter(ChunkedBackfill::isPart).toList()) {
            Path to = root.resolve(rows.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
          }
        }
      }
      settled = progress.moved();
      settled.write(root);
    }
    TemporaryFolder.delete(rows);
    TemporaryFolder.delete(hidden.resolve(STATES + (number - 1)));
    return settled;
  }

  private static boolean isPart(Path file) {
    return file.getFileName().toString().endsWith(".parquet") && Files.isRegularFile(file);
  }

  private static long rows(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long rows = 0;
    try (Stream<Path> tables = Files.list(folder);
        Duck duck = new Duck()) {
      for (Path table : tables.filter(Tables::exists).toList()) {
        rows += duck.number("SELECT count(*) FROM " + Tables.rows(table));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
    return rows;
  }
}
