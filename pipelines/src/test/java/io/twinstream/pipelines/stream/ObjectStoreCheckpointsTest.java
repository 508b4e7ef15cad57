package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.objects.S3Server;
import io.twinstream.pipelines.files.Bootstrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests the runs' folders and manifests in an object store, where Flink writes checkpoints. */
class ObjectStoreCheckpointsTest {
  private final Path folder = S3Server.shared().folder("checkpoints");
  private final Checkpoints checkpoints = new Checkpoints(folder);

  @Test
  void latestCompleteCheckpointOfTheSameViewsIsFoundWithItsManifest() throws Exception {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> checkpoints.find("latest", List.of()))
            .getMessage(),
        containsString("no complete checkpoint in s3://"));
    Path cards = run("run-1", "cards@1");
    Path users = run("run-2", "users@1");
    Files.writeString(folder.resolve("run-3/job/chk-9/half"), "without _metadata");
    assertThat(checkpoints.find("latest", Set.of("cards@1")), is(cards));
    assertThat(checkpoints.find("latest", Set.of("users@1")), is(users));
    assertThat(checkpoints.find(cards.toString(), Set.of("users@1")), is(cards));
    JobManifest read = Checkpoints.manifest(cards);
    assertThat(read.fingerprints().keySet(), is(Set.of("cards@1")));
    assertThat(read.bootstrap().map(Bootstrap::logs), is(Optional.of(folder.resolve("logs"))));
  }

  /** Returns the only complete checkpoint of a run. */
  private Path run(String name, String view) throws Exception {
    JobManifest manifest =
        new JobManifest(
            Map.of(),
            Map.of(),
            Map.of(view, 1L),
            Map.of(),
            Set.of(),
            Map.of(),
            Map.of(),
            Optional.of(new Bootstrap(folder.resolve("logs"), Map.of())));
    manifest.write(folder.resolve(name));
    Path checkpoint = folder.resolve(name).resolve("job/chk-3");
    Files.writeString(checkpoint.resolve("_metadata"), "");
    return checkpoint;
  }
}
