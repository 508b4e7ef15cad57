package io.twinstream.offline.objects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import io.twinstream.features.files.FileTree;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads and writes files of a server with the protocol of Google Cloud Storage: the program
 * fake-gcs-server, which {@code infra/nightly/gcs} installs.
 */
@EnabledIfEnvironmentVariable(named = GcsFilesTest.PROGRAM, matches = ".+")
class GcsFilesTest extends ObjectFilesContract {
  static final String PROGRAM = "TWINSTREAM_GCS_SERVER";
  private static final String BUCKET = "test-bucket";

  @TempDir static Path log;
  private static Process server;
  private static Storage client;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    server =
        new ProcessBuilder(
                System.getenv(PROGRAM),
                "-scheme=http",
                "-backend=memory",
                "-host=127.0.0.1",
                "-port=" + port,
                "-external-url=http://" + address)
            .redirectErrorStream(true)
            .redirectOutput(log.resolve("server").toFile())
            .start();
    client = GcsFiles.create(address, request -> {});
    // The client repeats the request until the server has started.
    client.buckets().insert("project", new Bucket().setName(BUCKET)).execute();
  }

  @AfterAll
  static void stop() {
    server.destroyForcibly().onExit().join();
  }

  @Override
  Path folder(String name) {
    return new GcsFiles(client).path("gs://" + BUCKET + "/" + name);
  }

  @Test
  void listingHasMorePagesThanOne() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      keys.add(((ObjectPath) write("%02d/x".formatted(i))).key());
    }
    String prefix = ((ObjectPath) folder).prefix();
    GcsStore store = new GcsStore(() -> client, BUCKET, 10);
    assertThat(store.below(prefix).stream().map(StoredObject::key).toList(), is(keys));
    assertThat(store.children(prefix), hasSize(25));
    store.delete(keys);
    store.delete(keys.subList(0, 1));
    assertThat(store.below(prefix), empty());
  }

  @Test
  void largeFileIsWrittenInChunks() throws IOException {
    byte[] bytes = new byte[23 << 20];
    new Random(2).nextBytes(bytes);
    Path file = folder.resolve("file");
    Files.write(file, bytes);
    assertThat(Arrays.equals(Files.readAllBytes(file), bytes), is(true));
  }

  @Test
  void oneOfTwoThatCreateAFileSucceeds() throws IOException {
    ObjectPath file = (ObjectPath) folder.resolve("file");
    GcsFiles files = (GcsFiles) file.system().provider();
    assertThat(files.create(file, new byte[] {1}), is(true));
    assertThat(files.create(file, new byte[] {2}), is(false));
    assertThat(Files.readAllBytes(file), is(new byte[] {1}));
  }

  @Test
  void missingBucketIsNamed() {
    Path file = new GcsFiles(client).path("gs://no-such-bucket/x");
    assertThat(
        refusal(() -> FileTree.files(file)), containsString("there is no bucket no-such-bucket"));
    assertThat(
        refusal(() -> Files.writeString(file, "")), containsString("there is no bucket no-such"));
  }
}
