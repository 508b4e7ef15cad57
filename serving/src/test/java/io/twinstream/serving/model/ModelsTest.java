package io.twinstream.serving.model;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.OnnxBytes;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.objects.S3Server;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tests that models change with the files of their folder. */
final class ModelsTest {
  @TempDir Path folder;

  @Test
  void filesThatChangeAreLoadedAndThoseInUseStay() throws Exception {
    cards("1", 0);
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      ServedModel first = models.retain("cards_lr").orElseThrow();
      Files.delete(folder.resolve("cards_lr-1.onnx"));
      cards("10", 0);
      cards("9", 0);
      await(() -> models.current().all().size() == 2);
      assertThat(models.retain("cards_lr@1").isEmpty(), is(true));
      assertThat(models.current().names(), contains("cards_lr", "cards_lr@10", "cards_lr@9"));
      assertThat(models.current().find("cards_lr").orElseThrow().version(), is("10"));
      assertThat(first.onnx().retain(), is(true));
      first.onnx().close();
      first.onnx().close();
      await(() -> isClosed(first)); // closed by the scanning thread, after the switch
    }
  }

  private static boolean isClosed(ServedModel model) {
    boolean isOpen = model.onnx().retain();
    if (isOpen) {
      model.onnx().close();
    }
    return !isOpen;
  }

  @Test
  void aFileThatIsRefusedLeavesWhatWasThere() throws Exception {
    cards("1", 0);
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      Files.write(folder.resolve("cards_lr-1.onnx"), new byte[] {1, 2, 3});
      await(() -> !models.problems().isEmpty());
      assertThat(models.problems().get(0), containsString("cards_lr-1.onnx: not a model that"));
      assertThat(models.current().names(), contains("cards_lr", "cards_lr@1"));
      cards("1", 5);
      await(() -> models.problems().isEmpty());
    }
  }

  @Test
  void modelsInAnObjectStoreAreLoadedAndReloaded() throws Exception {
    folder = S3Server.shared().folder("models");
    cards("1", 0);
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      assertThat(models.current().names(), contains("cards_lr", "cards_lr@1"));
      cards("2", 0);
      await(() -> models.current().find("cards_lr@2").isPresent());
    }
  }

  @Test
  void anErrorOfMemoryIsNotTheEndOfReloading() throws Exception {
    cards("1", 0);
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      CountDownLatch failed = new CountDownLatch(2);
      models.afterEachLook(
          () -> {
            if (failed.getCount() > 0) {
              failed.countDown();
              throw new OutOfMemoryError("test");
            }
          });
      assertThat(failed.await(60, TimeUnit.SECONDS), is(true));
      cards("2", 0);
      await(() -> models.current().find("cards_lr@2").isPresent());
      URI health = URI.create(fixture.server.getURI() + "/health");
      String told =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(told, containsString("2 failures, the last at"));
      assertThat(told, containsString("java.lang.OutOfMemoryError: test"));
    }
  }

  @Test
  void modelsThatDoNotFitKeepTheServiceFromStarting() throws IOException {
    ModelCard fits = card("cards_lr", "1", "cards@1", 0.5);
    ModelCard old =
        new ModelCard(
            "old", "1", "cards@1", fits.features(), "0123456789abcdef", OptionalDouble.empty());
    ModelCard foreign =
        new ModelCard(
            "foreign", "1", "card@1", fits.features(), fits.fingerprint(), OptionalDouble.empty());
    write(folder, old, 0, 1, 1);
    write(folder, foreign, 0, 1, 1);
    Files.write(folder.resolve("same.onnx"), OnnxBytes.logistic(fits, 0, 1, 1));
    write(folder, fits, 0, 1, 1);
    String told = causes(assertThrows(RuntimeException.class, this::fixture));
    assertThat(told, containsString("trained on fingerprint 0123456789abcdef, served is "));
    assertThat(told, containsString("no service 'card@1'; did you mean cards@1"));
    assertThat(told, containsString("cards_lr@1 is also in "));
  }

  /** Like a ConfigMap or a projected volume that Kubernetes mounts and replaces. */
  @Test
  void aMountedFolderHasEachModelOnce() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..1"));
    write(first, card("cards_lr", "1", "cards@1", 0.5), 0, 0, 0);
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("m.onnx"), Path.of("..data/cards_lr-1.onnx"));
    Path root = Files.createSymbolicLink(folder.resolve("..linked"), Path.of("."));
    try (ScoreFixture fixture = fixture(root)) {
      Models models = models(fixture);
      assertThat(models.current().names(), contains("cards_lr", "cards_lr@1"));
      Path second = Files.createDirectory(folder.resolve("..2"));
      write(second, card("cards_lr", "2", "cards@1", 0.5), 0, 0, 0);
      Files.move(second.resolve("cards_lr-2.onnx"), second.resolve("cards_lr-1.onnx"));
      Files.setLastModifiedTime(
          second.resolve("cards_lr-1.onnx"),
          Files.getLastModifiedTime(first.resolve("cards_lr-1.onnx")));
      Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
      Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
      await(() -> models.current().find("cards_lr@2").isPresent());
    }
  }

  @Test
  void aModelIsLoadedAgainWhenItsWeightsChange() throws Exception {
    ModelCard card = card("cards_lr", "1", "cards@1", 0.5);
    float[] weights = new float[card.features().size()];
    Files.write(folder.resolve("w.bin"), OnnxBytes.weights(weights));
    Files.write(folder.resolve("m.onnx"), OnnxBytes.logisticBeside(card, "w.bin"));
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      ServedModel first = models.current().find("cards_lr").orElseThrow();
      Arrays.fill(weights, 3);
      Files.write(folder.resolve("next"), OnnxBytes.weights(weights));
      Files.move(folder.resolve("next"), folder.resolve("w.bin"), StandardCopyOption.ATOMIC_MOVE);
      await(() -> models.current().find("cards_lr").orElseThrow() != first);
      float[] ones = new float[weights.length];
      Arrays.fill(ones, 1);
      OnnxModel second = models.current().find("cards_lr").orElseThrow().onnx();
      assertThat(second.score(ones)[0], closeTo(1 / (1 + Math.exp(-3.0 * ones.length)), 1e-6));
    }
  }

  @Test
  void anEmptyFolderIsReported() {
    Logger logger = (Logger) LoggerFactory.getLogger(Models.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (ScoreFixture fixture = fixture()) {
      assertThat(models(fixture).current().names(), empty());
      // Models of another test may end at the same time, and log that.
      assertThat(
          log.list.stream().map(ILoggingEvent::getFormattedMessage).toList(),
          hasItem(containsString("no models in " + folder + "; .onnx files that appear")));
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void noRequestIsDroppedWhileModelsAreReplaced() throws Exception {
    cards("1", 0);
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      Thread replacing =
          new Thread(
              () -> {
                for (int i = 1; i <= 15; i++) {
                  cards("1", i / 100.0);
                  sleep(60);
                }
              });
      replacing.start();
      List<FeatureRow> rows = List.of(new FeatureRow(ScoreFixture.service("cards@1").types()));
      int scored = 0;
      ServedModel before = null;
      int versions = 0;
      while (replacing.isAlive()) {
        Optional<ServedModel> model = models.retain("cards_lr");
        assertThat(model.isPresent(), is(true));
        double score = model.get().onnx().score(rows)[0];
        assertThat(score >= 0.5 && score < 0.54, is(true));
        versions += model.get() == before ? 0 : 1;
        before = model.get();
        model.get().onnx().close();
        scored++;
      }
      replacing.join();
      assertThat(versions, greaterThan(3));
      assertThat(scored, greaterThan(100));
    }
  }

  @Test
  void anMlflowRegistryNamesItsModels() throws Exception {
    MlflowFolder mlflow = new MlflowFolder(folder);
    Path run = mlflow.run("abc", "onnx: {data: model.onnx, onnx_version: 1.16.0}");
    Files.write(
        run.resolve("model.onnx"), OnnxBytes.logistic(card("any", "0", "cards@1", 0.5), 0, 1, 1));
    Path other = mlflow.run("def", "python_function: {data: x}");
    mlflow.register("cards", "1", "file:///elsewhere/mlruns/0/abc/artifacts/model");
    mlflow.register("cards", "2", run.toString());
    mlflow.register("cards", "3", other.toString());
    mlflow.alias("cards", "champion", "1");
    try (ScoreFixture fixture = fixture()) {
      Models models = models(fixture);
      assertThat(
          models.current().names(), contains("cards", "cards@1", "cards@2", "cards@champion"));
      assertThat(models.current().find("cards@champion").orElseThrow().version(), is("1"));
      mlflow.alias("cards", "champion", "2");
      await(() -> models.current().find("cards@champion").orElseThrow().version().equals("2"));
      assertThat(models.problems(), empty());
    }
  }

  private void cards(String version, double bias) {
    write(folder, card("cards_lr", version, "cards@1", 0.5), bias, 0, 0);
  }

  private ScoreFixture fixture() {
    return fixture(folder);
  }

  private static ScoreFixture fixture(Path models) {
    return new ScoreFixture(
        new MemoryStore(() -> NOW), Map.of("twinstream.models.folder", models.toString()));
  }

  private static Models models(ScoreFixture fixture) {
    return fixture.server.getApplicationContext().getBean(Models.class);
  }

  private static String causes(Throwable failure) {
    StringBuilder told = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      told.append(cause.getMessage()).append('\n');
    }
    return told.toString();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    for (int i = 0; i < 500 && !condition.holds(); i++) {
      sleep(20);
    }
    assertThat(condition.holds(), is(true));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
