package io.twinstream.offline.log.archive;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many files a table may have while it is written, for {@link Upkeep}. Small files of a folder
 * are compacted in groups of {@code many}, and a quarter as many of the results again, so each row
 * is rewritten a few times, however long the day. A folder without a new file for a while is
 * compacted into one file.
 *
 * @param every the interval between checks of the table
 * @param many the number of files that are compacted into one
 * @param quiet the time without a new file after which a folder is at rest
 * @param keep how long replaced files are kept, for readers that have begun with them
 */
public record UpkeepRule(Duration every, int many, Duration quiet, Duration keep)
    implements Serializable {
  /** How long replaced files are kept: longer than most jobs over history run. */
  public static final Duration DEFAULT_KEEP = Duration.ofHours(6);

  /**
   * A folder at rest is rewritten only if it has more than this many files, not for each late one.
   */
  private static final int FEW = 4;

  private static final int MANY = 64;
  private static final Duration QUIET = Duration.ofHours(1);
  private static final Duration MOST_OFTEN = Duration.ofSeconds(5);
  private static final Duration LEAST_OFTEN = Duration.ofMinutes(5);

  /**
   * Creates the rule for a writer.
   *
   * @param age the age of its files when they are written
   */
  public static UpkeepRule of(Duration age, Duration keep) {
    Duration every = age.multipliedBy(5);
    every = every.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : every;
    every = every.compareTo(LEAST_OFTEN) > 0 ? LEAST_OFTEN : every;
    return new UpkeepRule(every, MANY, QUIET, keep);
  }

  /** Returns the files of a folder to compact now; empty if there are few enough. */
  List<Path> due(Path folder, Instant now) throws IOException {
    List<Path> files = DuckDbTables.files(folder);
    List<Path> small = files.stream().filter(file -> !CompactedFile.is(file)).toList();
    if (files.size() > FEW && isAtRest(files, now)) {
      return files;
    }
    if (files.size() - small.size() >= Math.max(2, many / 4)) {
      return files;
    }
    return small.size() >= many ? small : List.of();
  }

  private boolean isAtRest(List<Path> files, Instant now) throws IOException {
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).toInstant().plus(quiet).isAfter(now)) {
        return false;
      }
    }
    return true;
  }
}
