package io.twinstream.features.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir Path temporary;

  /** As the kubelet lays out a volume of a ConfigMap, a Secret or a projection. */
  @Test
  void kubernetesMountHasEachFileOnce() throws IOException {
    write("mount/..2026_11_29/model.onnx");
    write("mount/..2026_11_29/sub/second.onnx");
    link("mount/..data", "..2026_11_29");
    link("mount/model.onnx", "..data/model.onnx");
    link("mount/sub", "..data/sub");
    assertThat(files("mount"), is(List.of("model.onnx", "sub/second.onnx")));
  }

  @Test
  void folderThatIsALinkIsThatFolder() throws IOException {
    write("real/a.csv");
    write("elsewhere/b.csv");
    link("real/more", "../elsewhere");
    link("linked", "real");
    assertThat(files("linked"), is(List.of("a.csv", "more/b.csv")));
  }

  @Test
  void loopsEnd() throws IOException {
    write("root/x/a.csv");
    link("root/x/up", "../../root");
    link("root/x/self", ".");
    link("root/other", "x");
    assertThat(files("root"), is(List.of("x/a.csv")));
  }

  @Test
  void fileOfSeveralPathsIsListedByItsOwn() throws IOException {
    write("root/v2.onnx");
    link("root/champion.onnx", "v2.onnx");
    write("outside/o.onnx");
    link("root/z.onnx", "../outside/o.onnx");
    link("root/y.onnx", "z.onnx");
    assertThat(files("root"), is(List.of("v2.onnx", "y.onnx")));
  }

  @Test
  void hiddenNamesAndThoseOfFileSystemsAreLeftOut() throws IOException {
    write("root/a.csv");
    write("root/.b.csv");
    write("root/.c/d.csv");
    write("root/lost+found/e.csv");
    write("root/_f.csv");
    assertThat(files("root"), is(List.of("_f.csv", "a.csv")));
  }

  @Test
  void dataIsNeitherControlFilesNorUnfinishedOnes() throws IOException {
    write("root/a.csv");
    write("root/_SUCCESS");
    write("root/_temporary/b.csv");
    write("root/c.csv.tmp");
    Path root = temporary.resolve("root");
    assertThat(FileTree.data(root), is(List.of(root.resolve("a.csv"))));
  }

  @Test
  void depthIsOfPaths() throws IOException {
    write("root/a.csv");
    write("root/x/b.csv");
    Path root = temporary.resolve("root");
    assertThat(FileTree.files(root, 1), is(List.of(root.resolve("a.csv"))));
    assertThat(FileTree.folders(root, 1), is(List.of(root.resolve("x"))));
  }

  @Test
  void linkToNothingIsAnError() throws IOException {
    write("root/a.csv");
    link("root/b.csv", "gone.csv");
    String message = assertThrows(FileSystemException.class, () -> files("root")).getMessage();
    assertThat(message, containsString("root/b.csv -> gone.csv: a broken link"));
  }

  private void write(String name) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
  }

  private void link(String name, String target) throws IOException {
    Path link = temporary.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private List<String> files(String name) throws IOException {
    Path root = temporary.resolve(name);
    return FileTree.files(root).stream().map(file -> root.relativize(file).toString()).toList();
  }
}
