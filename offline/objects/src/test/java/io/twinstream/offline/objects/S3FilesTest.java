package io.twinstream.offline.objects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads and writes files of a server with the protocol of S3. */
class S3FilesTest extends ObjectFilesContract {
  private final S3Server server = S3Server.shared();

  @Override
  Path folder(String name) {
    return server.folder(name);
  }

  @Test
  void listingHasMorePagesThanOne() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      keys.add(((ObjectPath) write("%02d/x".formatted(i))).key());
    }
    String prefix = ((ObjectPath) folder).prefix();
    S3Store store = store(5 << 20, 10);
    assertThat(store.below(prefix).stream().map(StoredObject::key).toList(), is(keys));
    assertThat(store.children(prefix), hasSize(25));
    store.delete(keys);
    assertThat(store.below(prefix), empty());
  }

  @Test
  void largeFileIsWrittenInParts() throws IOException {
    byte[] bytes = new byte[11 << 20];
    new Random(2).nextBytes(bytes);
    Path local = Files.write(temporary.resolve("file"), bytes);
    ObjectPath file = (ObjectPath) folder.resolve("file");
    store(5 << 20, 1_000).write(file.key(), local);
    assertThat(Arrays.equals(Files.readAllBytes(file), bytes), is(true));
  }

  @Test
  void missingBucketIsNamed() {
    Path file = FilePaths.of("s3://no-such-bucket/x");
    assertThat(
        refusal(() -> FileTree.files(file)),
        is(
            "s3://no-such-bucket/x/: there is no bucket no-such-bucket; create it, or correct the"
                + " name"));
    assertThat(
        refusal(() -> Files.writeString(file, "")), containsString("there is no bucket no-such"));
  }

  @Test
  void wrongCredentialsAreReportedWithThePath() {
    Path file = write("file");
    S3Files others = server.filesWithSecret("wrong");
    Path denied = others.path(file.toString());
    String message =
        assertThrows(AccessDeniedException.class, () -> Files.readString(denied)).getMessage();
    assertThat(message, containsString(file.toString()));
    assertThat(message, containsString("AWS_SECRET_ACCESS_KEY"));
  }

  private S3Store store(long partBytes, int keysAtOnce) {
    S3Files files = (S3Files) folder.getFileSystem().provider();
    return new S3Store(files::client, server.bucket(), partBytes, keysAtOnce);
  }
}
