package io.twinstream.offline.models.onnx;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.offline.models.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  @TempDir Path folder;

  @Test
  void graphsWithinGraphsHaveAnEnd() throws IOException {
    byte[] hostile = nested(33);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> OnnxFile.parse(hostile));
    assertThat(e.getMessage(), containsString("graphs within graphs"));
    assertThat(OnnxFile.parse(nested(32)).weights(), is(Set.of("deep.bin")));
    assertThat(
        Weights.names(Files.write(folder.resolve("m.onnx"), nested(32))), is(Set.of("deep.bin")));
    assertThat(Weights.names(Files.write(folder.resolve("n.onnx"), hostile)), is(Set.of()));
    assertThat(Weights.names(Files.write(folder.resolve("e.onnx"), new byte[0])), is(Set.of()));
  }

  /** A model whose weights are of a graph so deep within others. */
  private static byte[] nested(int depth) {
    Message entry = new Message().text(1, "location").text(2, "deep.bin");
    Message graph = new Message().message(5, new Message().message(13, entry));
    for (int i = 0; i < depth; i++) {
      graph = new Message().message(1, new Message().message(5, new Message().message(6, graph)));
    }
    return new Message().message(7, graph).toBytes();
  }
}
