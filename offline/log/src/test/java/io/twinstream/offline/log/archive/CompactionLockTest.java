package io.twinstream.offline.log.archive;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompactionLockTest {
  private final Path table = S3Server.shared().folder("lock/orders");

  @Test
  void lockInAnObjectStoreHasOneOwner() throws IOException {
    try (CompactionLock lock = CompactionLock.take(table).orElseThrow()) {
      assertThat(CompactionLock.take(table).isPresent(), is(false));
    }
    assertThat(FileTree.files(table), empty());

    // As another machine takes it.
    RemoteFiles remote = RemoteFiles.of(table).orElseThrow();
    assertThat(remote.create(table.resolve("_compact.lock"), new byte[0]), is(true));
    assertThat(remote.create(table.resolve("_compact.lock"), new byte[0]), is(false));
    assertThat(CompactionLock.take(table).isPresent(), is(false));
    try (CompactionLock lock = CompactionLock.take(table, Duration.ZERO).orElseThrow()) {
      assertThat(FileTree.files(table).size(), is(1));
    }
    assertThat(FileTree.files(table), empty());
  }
}
