package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.log.archive.RepeatedOffsets;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.stream.Checkpoints;
import io.twinstream.pipelines.stream.JobManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobManifestTest {
  private static final JobManifest WRITTEN =
      new JobManifest(
          Map.of("a@1", 7L, "b@2", 1_700_000_000_000L),
          Map.of("a@1", Long.MIN_VALUE, "b@2", 5L),
          Map.of("a@1", -1L, "b@2", 5L),
          Map.of("txn.events#one", Set.of(0, 1, 2)),
          Set.of("events"),
          Map.of("txn", new TreeMap<>(Map.of(0, 3L, 1, 0L, 2, 5L))),
          Map.of("txn.events#one/0", 12L, "txn.events#one/2", 1L << 40),
          Optional.of(
              new Bootstrap(
                  Path.of("/logs"),
                  Map.of(
                      "txn",
                      new Bootstrap.Fence(
                          new TreeMap<>(Map.of(0, 3L, 2, 5L)),
                          new TreeMap<>(Map.of(0, 5L, 2, 1L << 40)),
                          new TreeMap<>(Map.of(0, -1L, 2, 7L)),
                          new RepeatedOffsets(
                              new TreeMap<>(
                                  Map.of(
                                      0,
                                      new TreeMap<>(Map.of(0L, 1_024L, 4_096L, 8_192L)),
                                      2,
                                      new TreeMap<>(Map.of(1_024L, 2_048L))))),
                          12)))));

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() {
    WRITTEN.write(folder);
    assertThat(JobManifest.read(folder), is(WRITTEN));
  }

  @Test
  void theSameJobMayBeRestored() {
    assertDoesNotThrow(() -> WRITTEN.requireRestorable(WRITTEN));
  }

  @Test
  void allDifferencesAreReportedTogether() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                WRITTEN.requireRestorable(
                    new JobManifest(
                        Map.of(),
                        Map.of(),
                        Map.of("a@1", 3L, "c@1", 5L),
                        Map.of("txn.events#one", Set.of(0, 1, 2, 3)),
                        Set.of(),
                        Map.of(),
                        Map.of(),
                        Optional.empty())));
    assertThat(
        thrown.getMessage(),
        allOf(
            containsString("a@1 has changed"),
            containsString("c@1"),
            containsString("--output"),
            containsString("partitions [0, 1, 2, 3]")));
  }

  @Test
  void aTopicThatWasCreatedAgainIsAnother() {
    JobManifest again =
        new JobManifest(
            Map.of(),
            Map.of(),
            WRITTEN.fingerprints(),
            Map.of("txn.events#two", Set.of(0, 1, 2)),
            WRITTEN.logs(),
            Map.of(),
            Map.of(),
            Optional.empty());
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> WRITTEN.requireRestorable(again));
    assertThat(
        thrown.getMessage(),
        allOf(
            containsString("topic 'txn.events' was deleted and created again"),
            containsString("one"),
            containsString("two"),
            containsString("without --restore")));
  }

  @Test
  void theManifestOfACheckpointIsAboveIt() throws Exception {
    Path run = folder.resolve("run");
    WRITTEN.write(run);
    Path checkpoint = Files.createDirectories(run.resolve("jobid/chk-3"));
    assertThat(Checkpoints.manifest(checkpoint), is(WRITTEN));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    assertThrows(IllegalArgumentException.class, () -> Checkpoints.manifest(elsewhere));
  }

  @Test
  void theLatestCheckpointIsTheNewestCompleteOneOfAllRuns() throws Exception {
    Checkpoints checkpoints = new Checkpoints(folder);
    assertThrows(
        IllegalArgumentException.class, () -> checkpoints.find(Checkpoints.LATEST, Set.of()));
    complete("run1/job/chk-9", 1_000);
    Path newest = complete("run2/job/chk-1", 2_000);
    Files.createDirectories(folder.resolve("run2/job/chk-2"));
    assertThat(checkpoints.find(Checkpoints.LATEST, Set.of()), is(newest));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Checkpoints linked = new Checkpoints(link);
    assertThat(linked.find(Checkpoints.LATEST, Set.of()).toRealPath(), is(newest.toRealPath()));
  }

  @Test
  void theLatestCheckpointOfTheSameViewsIsPreferred() throws Exception {
    WRITTEN.write(folder.resolve("run1"));
    Path same = complete("run1/job/chk-9", 1_000);
    Path newest = complete("run2/job/chk-1", 2_000);
    Checkpoints checkpoints = new Checkpoints(folder);
    assertThat(checkpoints.find(Checkpoints.LATEST, Set.of("b@2", "a@1")), is(same));
    assertThat(checkpoints.find(Checkpoints.LATEST, Set.of("a@1")), is(newest));
  }

  @Test
  void aJobIsFreshIfNoCheckpointHasItsViews() throws Exception {
    Checkpoints none = new Checkpoints(folder.resolve("none"));
    assertThat(none.findOrFresh(Checkpoints.LATEST_OR_FRESH, Set.of("a@1")), is(Optional.empty()));
    WRITTEN.write(folder.resolve("run1"));
    Path same = complete("run1/job/chk-9", 1_000);
    Path newest = complete("run2/job/chk-1", 2_000);
    Checkpoints checkpoints = new Checkpoints(folder);
    String which = Checkpoints.LATEST_OR_FRESH;
    assertThat(checkpoints.findOrFresh(which, Set.of("b@2", "a@1")), is(Optional.of(same)));
    assertThat(checkpoints.findOrFresh(which, Set.of("a@1")), is(Optional.empty()));
    assertThat(checkpoints.findOrFresh(Checkpoints.LATEST, Set.of("a@1")), is(Optional.of(newest)));
  }

  private Path complete(String name, long writtenAt) throws Exception {
    Path checkpoint = Files.createDirectories(folder.resolve(name));
    Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, java.nio.file.attribute.FileTime.fromMillis(writtenAt));
    return checkpoint;
  }
}
