package io.twinstream.serving.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.offline.models.training.Trained;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ManualClock;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A server with the model and the states of an example, as of an instant. */
final class ExampleServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OnlineStore store;
  private final EmbeddedServer server;

  ExampleServer(ExampleRun run, String example, Trained model, Instant now) throws IOException {
    ManualClock clock = new ManualClock(now);
    store = new MemoryStore(clock);
    for (String view : run.project.views().keySet()) {
      fill(run, view, now);
    }
    Path models = Files.createDirectories(run.folder.resolve("models"));
    Files.write(models.resolve("example.onnx"), model.onnx());
    Map<String, Object> properties = new HashMap<>();
    properties.put("twinstream.definitions", ExampleRun.definitions(example).toString());
    properties.put("twinstream.models.folder", models.toString());
    properties.put("twinstream.scoring.deadline", "10s"); // a busy machine must not fail a test
    properties.put("twinstream.reading.deadline", "10s");
    properties.put("micronaut.server.port", -1);
    ApplicationContext context =
        ApplicationContext.builder().properties(properties).eagerInitSingletons(true).build();
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(OnlineStore.class, store);
    server = context.start().getBean(EmbeddedServer.class).start();
  }

  private void fill(ExampleRun run, String id, Instant now) {
    CompiledView view = CompiledView.of(run.project, run.project.view(id));
    ViewKey key = new ViewKey(run.project.name(), id);
    Generation begun =
        await(store.generations().begin(key, view.fingerprintText(), Long.MIN_VALUE));
    await(store.generations().point(await(store.generations().pointer(key)), begun));
    long at = now.toEpochMilli();
    await(store.progress().publish(begun, new Progress(0, at, at, at)));
    List<StateWrite> writes = new ArrayList<>();
    run.states(id, at)
        .forEach(
            (entity, state) ->
                writes.add(
                    StateWrite.of(entity, state.order(), state.count(), view.encode(state))));
    await(store.states().write(begun, writes, Optional.empty()));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }

  JsonNode post(String path, Object body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.getURI() + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.getApplicationContext().close();
    store.close();
  }
}
