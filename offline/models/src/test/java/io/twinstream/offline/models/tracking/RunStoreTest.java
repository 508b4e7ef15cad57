package io.twinstream.offline.models.tracking;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Tests the layout that MLflow 3's file store reads. */
class RunStoreTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static Run run(int second) {
    return new Run(
        "it's@1",
        BEGUN.plusSeconds(second),
        BEGUN.plusSeconds(second + 1),
        Map.of("eta", "0.1"),
        Map.of("roc_auc", 0.875),
        Map.of("twinstream.service", "fraud@1"),
        Map.of("model.onnx", new byte[] {1, 2, 3}));
  }

  @Test
  void keepsARunAsMlflowDoes() throws IOException {
    Path store = folder.resolve("mlruns");
    Path run = new RunStore(store).write("it's fraud", run(0));
    assertThat(run.getParent(), is(store.resolve("1")));
    assertThat(Files.readString(run.resolve("params/eta")), is("0.1"));
    assertThat(Files.readString(run.resolve("metrics/roc_auc")), is("1767225601000 0.875 0\n"));
    assertThat(Files.readString(run.resolve("tags/twinstream.service")), is("fraud@1"));
    assertThat(Files.readString(run.resolve("tags/mlflow.runName")), is("it's@1"));
    assertThat(Files.readAllBytes(run.resolve("artifacts/model.onnx")), is(new byte[] {1, 2, 3}));
    Map<String, Object> meta = new Yaml().load(Files.readString(run.resolve("meta.yaml")));
    String id = run.getFileName().toString();
    assertThat(id.matches("[0-9a-f]{32}"), is(true));
    assertThat(meta.get("run_id"), is(id));
    assertThat(meta.get("experiment_id"), is("1"));
    assertThat(meta.get("run_name"), is("it's@1"));
    assertThat(meta.get("status"), is(3));
    assertThat(meta.get("start_time"), is(1_767_225_600_000L));
    assertThat((String) meta.get("artifact_uri"), containsString("/mlruns/1/" + id + "/artifacts"));
    Map<String, Object> experiment =
        new Yaml().load(Files.readString(store.resolve("1/meta.yaml")));
    assertThat(experiment.get("name"), is("it's fraud"));
    assertThat(experiment.get("lifecycle_stage"), is("active"));
  }

  @Test
  void keepsRunsInAnObjectStore() throws IOException {
    RunStore store = new RunStore(S3Server.shared().folder("mlruns"));
    Path first = store.write("fraud", run(0));
    Path second = store.write("fraud", run(5));
    assertThat(second.getParent(), is(first.getParent()));
    assertThat(
        Files.readAllBytes(second.resolve("artifacts/model.onnx")), is(new byte[] {1, 2, 3}));
    assertThat(Files.readString(second.resolve("meta.yaml")), containsString("'s3://"));
    assertThat(IncompleteFolder.is(second), is(false));
  }

  @Test
  void runsOfAnExperimentShareAFolderWithoutIncompleteOnes() throws IOException {
    RunStore store = new RunStore(folder);
    Path first = store.write("fraud", run(0));
    Path second = store.write("fraud", run(5));
    Path other = store.write("churn", run(0));
    assertThat(second.getParent(), is(first.getParent()));
    assertThat(second, not(first));
    assertThat(other.getParent(), is(folder.resolve("2")));
    try (Stream<Path> found = Files.list(folder.resolve("1"))) {
      List<String> names = found.map(path -> path.getFileName().toString()).toList();
      assertThat(
          names,
          containsInAnyOrder(
              "meta.yaml", first.getFileName().toString(), second.getFileName().toString()));
    }
  }

  @Test
  void goesOnInAFolderThatMlflowMade() throws IOException {
    Path made = Files.createDirectory(folder.resolve("0"));
    Files.writeString(made.resolve("meta.yaml"), "experiment_id: '0'\nname: Default\n");
    assertThat(new RunStore(folder).write("Default", run(0)).getParent(), is(made));
    assertThat(new RunStore(folder).write("fraud", run(0)).getParent(), is(folder.resolve("1")));
  }
}
