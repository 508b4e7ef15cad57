package io.twinstream.pipelines.backfill;

import io.twinstream.features.files.NewFile;
import io.twinstream.features.text.Durations;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The progress of a backfill in chunks, stored in a file next to its rows.
 *
 * @param what a line that describes the computation: only an equal one can continue in the folder
 * @param chunks the computed ones, in order
 * @param earliest by source, the known time of the first event
 * @param events by source, the number of events known before the end of the last chunk; empty
 *     within a run
 */
record BackfillProgress(
    String what, List<Done> chunks, Map<String, Long> earliest, Map<String, Long> events) {
  /**
   * The folder of everything that readers must not see; they skip names that begin with an
   * underscore.
   */
  static final String FOLDER = "_backfill";

  private static final String FILE = "progress.properties";

  /**
   * A computed chunk.
   *
   * @param moved whether all its rows are where readers see them
   */
  record Done(long from, long to, long rows, boolean moved) {}

  BackfillProgress {
    chunks = List.copyOf(chunks);
    earliest = new TreeMap<>(earliest);
    events = new TreeMap<>(events);
  }

  /** The start of the next chunk; empty before the first. */
  Optional<Long> end() {
    return chunks.isEmpty() ? Optional.empty() : Optional.of(chunks.get(chunks.size() - 1).to);
  }

  /** The same with one more chunk, whose rows are not moved yet. */
  BackfillProgress with(Done chunk) {
    List<Done> more = new ArrayList<>(chunks);
    more.add(chunk);
    return new BackfillProgress(what, more, earliest, Map.of());
  }

  /** The same with all rows moved. */
  BackfillProgress moved() {
    return new BackfillProgress(
        what,
        chunks.stream().map(each -> new Done(each.from, each.to, each.rows, true)).toList(),
        earliest,
        events);
  }

  /** The same with this information on the sources. */
  BackfillProgress of(Map<String, Long> first, Map<String, Long> counts) {
    return new BackfillProgress(what, chunks, first, counts);
  }

  /**
   * The progress as a line of text.
   *
   * @param done the number of computed chunks of this run
   * @param of the number of chunks of this run
   */
  String line(int done, int of, double seconds) {
    Done last = chunks.get(chunks.size() - 1);
    int width = 20;
    int full = width * done / of;
    return String.format(
        Locale.ROOT,
        "[%s%s] %d of %d chunks, known until %s: %,d rows, %.1f s; about %s left",
        "#".repeat(full),
        " ".repeat(width - full),
        done,
        of,
        Instant.ofEpochMilli(last.to()),
        last.rows(),
        seconds,
        Durations.age(Duration.ofSeconds(Math.round(seconds / done * (of - done)))));
  }

  /** The stored progress of a folder; empty if there is none. */
  static Optional<BackfillProgress> read(Path root) {
    Path file = root.resolve(FOLDER).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    List<Done> chunks = new ArrayList<>();
    Map<String, Long> earliest = new TreeMap<>();
    Map<String, Long> events = new TreeMap<>();
    for (int i = 0; properties.containsKey("chunk." + i); i++) {
      String[] of = properties.getProperty("chunk." + i).split(",", -1);
      chunks.add(
          new Done(
              Long.parseLong(of[0]),
              Long.parseLong(of[1]),
              Long.parseLong(of[2]),
              Boolean.parseBoolean(of[3])));
    }
    for (String key : properties.stringPropertyNames()) {
      long value = key.indexOf('.') > 0 && !key.startsWith("chunk.") ? number(properties, key) : 0;
      if (key.startsWith("earliest.")) {
        earliest.put(key.substring("earliest.".length()), value);
      } else if (key.startsWith("events.")) {
        events.put(key.substring("events.".length()), value);
      }
    }
    return Optional.of(
        new BackfillProgress(properties.getProperty("what"), chunks, earliest, events));
  }

  private static long number(Properties properties, String key) {
    return Long.parseLong(properties.getProperty(key));
  }

  /** Writes it atomically. */
  void write(Path root) {
    List<String> lines = new ArrayList<>();
    lines.add("# known until " + end().map(Instant::ofEpochMilli).orElse(null));
    lines.add("what=" + what);
    for (int i = 0; i < chunks.size(); i++) {
      Done chunk = chunks.get(i);
      lines.add("chunk.%d=%d,%d,%d,%b".formatted(i, chunk.from, chunk.to, chunk.rows, chunk.moved));
    }
    earliest.forEach((source, known) -> lines.add("earliest." + source + "=" + known));
    events.forEach((source, count) -> lines.add("events." + source + "=" + count));
    Path file = root.resolve(FOLDER).resolve(FILE);
    try {
      NewFile.write(file, to -> Files.write(to, lines));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
