package io.twinstream.offline.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests models with weights in a file beside them. */
class WeightsTest {
  private static final ModelCard CARD =
      new ModelCard(
          "m", "1", "fraud@1", List.of("a", "b"), "0123456789abcdef", OptionalDouble.empty());

  @TempDir Path folder;

  @Test
  void weightsAreFoundBesideTheModel() throws IOException {
    Path file = write("models/m.onnx", OnnxBytes.logisticBeside(CARD, "weights/w.bin"));
    Path weights = write("models/weights/w.bin", OnnxBytes.weights(1, 2));
    assertThat(Weights.names(Files.readAllBytes(file)), is(Set.of("weights/w.bin")));
    try (OnnxModel model = OnnxModel.load(file)) {
      assertThat(model.score(new float[] {1, 1})[0], closeTo(1 / (1 + Math.exp(-3)), 1e-6));
      // The weights that are used are those that were there when it was loaded.
      Files.write(weights, new byte[0]);
      Files.delete(weights);
      assertThat(model.score(new float[] {1, 1})[0], closeTo(1 / (1 + Math.exp(-3)), 1e-6));
    }
  }

  /** Of a Kubernetes mount, and of a store that links the files of a version to blobs. */
  @Test
  void weightsAreFoundThroughLinks() throws IOException {
    write("mount/..1/m.onnx", OnnxBytes.logisticBeside(CARD, "m.onnx.data"));
    write("mount/..1/m.onnx.data", OnnxBytes.weights(1, 2));
    link("mount/..data", "..1");
    link("mount/m.onnx", "..data/m.onnx");
    assertThat(score("mount/m.onnx"), closeTo(1 / (1 + Math.exp(-3)), 1e-6));
    link("mount/m.onnx.data", "..data/m.onnx.data");
    assertThat(score("mount/m.onnx"), closeTo(1 / (1 + Math.exp(-3)), 1e-6));
    write("blobs/1", OnnxBytes.logisticBeside(CARD, "m.onnx.data"));
    write("blobs/2", OnnxBytes.weights(1, 2));
    link("version/m.onnx", "../blobs/1");
    link("version/m.onnx.data", "../blobs/2");
    assertThat(score("version/m.onnx"), closeTo(1 / (1 + Math.exp(-3)), 1e-6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../w.bin", "/etc/hostname", "x/../../w.bin", "", "link.bin", "a\0b"})
  void weightsElsewhereAreRefused(String location) throws IOException {
    write("w.bin", OnnxBytes.weights(1, 2));
    link("models/link.bin", "../w.bin");
    Path file = write("models/m.onnx", OnnxBytes.logisticBeside(CARD, location));
    String refused = assertThrows(ModelException.class, () -> OnnxModel.load(file)).getMessage();
    assertThat(refused, containsString("which is not in its own folder; save it with its weights"));
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    byte[] onnx = OnnxBytes.logisticBeside(CARD, "w.bin");
    Path file = write("models/m.onnx", onnx);
    String refused = assertThrows(ModelException.class, () -> OnnxModel.load(file)).getMessage();
    assertThat(refused, containsString("the weights 'w.bin' are not beside the model; put the"));
    assertThrows(ModelException.class, () -> OnnxModel.load(onnx));
  }

  @Test
  void weightsOfAnotherModelAreNotOverwritten() throws IOException {
    Path file = write("a/m.onnx", OnnxBytes.logisticBeside(CARD, "w.bin"));
    write("a/w.bin", OnnxBytes.weights(1, 2));
    var found = Weights.find(file, Set.of("w.bin"));
    Weights.copy(found, folder.resolve("b"));
    Weights.copy(found, folder.resolve("b"));
    assertThat(Files.mismatch(folder.resolve("b/w.bin"), folder.resolve("a/w.bin")), is(-1L));
    write("b/w.bin", OnnxBytes.weights(5, 5));
    String refused =
        assertThrows(ModelException.class, () -> Weights.copy(found, folder.resolve("b")))
            .getMessage();
    assertThat(refused, containsString("already exists with other content"));
  }

  private double score(String name) throws IOException {
    try (OnnxModel model = OnnxModel.load(folder.resolve(name))) {
      return model.score(new float[] {1, 1})[0];
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private void link(String name, String target) throws IOException {
    Path link = folder.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }
}
