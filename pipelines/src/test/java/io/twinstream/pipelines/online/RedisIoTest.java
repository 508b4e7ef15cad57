package io.twinstream.pipelines.online;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.redis.RedisIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows why states are not read with Beam's {@code RedisIO}: it reads values as UTF-8 text. */
class RedisIoTest {
  private static final Queue<String> READ = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;

  @Test
  void aStateIsNotWhatRedisIoReads() {
    Project project = Definitions.load(example());
    CompiledView view = CompiledView.of(project, project.view("card_spend@1"));
    byte[] state = view.encode(view.empty());
    byte[] key = "state".getBytes(StandardCharsets.UTF_8);
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder.resolve("redis")))) {
      String address = RedisServer.start(supervisor).address();
      RedisClient client = RedisClient.create("redis://" + address);
      try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
        connection.sync().set(key, state);
      } finally {
        client.shutdown();
      }
      int colon = address.indexOf(':');
      Pipeline pipeline = Pipeline.create();
      pipeline
          .apply(
              RedisIO.read()
                  .withEndpoint(
                      address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                  .withKeyPattern("state"))
          .apply("Collect", ParDo.of(new CollectFn()));
      pipeline.run().waitUntilFinish();
    }
    List<String> read = List.copyOf(READ);
    assertThat(read, hasSize(1));
    assertThat(read.get(0).getBytes(StandardCharsets.UTF_8), is(not(state)));
    assertThat("bytes that are no text were replaced", read.get(0).contains("\uFFFD"), is(true));
  }

  private static Path example() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("transforms/examples/payments");
  }

  private static final class CollectFn extends DoFn<KV<String, String>, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void collect(@Element KV<String, String> entry) {
      READ.add(entry.getValue());
    }
  }
}
