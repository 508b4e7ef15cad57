package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final Source SOURCE =
      Sources.source(
          "s", null, "ts", Sources.mapping(Format.CSV, Map.of()), "ts", FieldType.TIMESTAMP);

  @TempDir Path directory;

  @BeforeEach
  void fill() throws IOException {
    for (String name :
        new String[] {
          "b.csv",
          "a.csv.gz",
          "x/c.CSV",
          "x/notes.md",
          ".hidden.csv",
          "_SUCCESS",
          "_old/d.csv",
          "x/.tmp/e.csv",
          "f.csv.tmp"
        }) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "ts\n");
    }
  }

  @Test
  void directoryIsReadToAnyDepthByNameOrder() {
    assertThat(origins(""), is(List.of("a.csv.gz", "b.csv", "x/c.CSV")));
  }

  @Test
  void globsSelectByName() {
    assertThat(origins("*.csv"), is(List.of("b.csv")));
    assertThat(origins("x/*"), is(List.of("c.CSV", "notes.md")));
    assertThat(origins("**/*.{CSV,csv}"), is(List.of("x/c.CSV")));
    assertThat(origins("?.csv*"), is(List.of("a.csv.gz", "b.csv")));
  }

  @Test
  void fileThatIsNamedIsTakenWhateverItsName() {
    assertThat(origins("_old/d.csv"), is(List.of("d.csv")));
    assertThat(origins("x/notes.md"), is(List.of("notes.md")));
  }

  @Test
  void sameFileTwiceIsOnce() {
    String path = directory.resolve("b.csv").toString();
    assertThat(HistoryFiles.splits(SOURCE, List.of(path, path)).size(), is(1));
    assertThat(HistoryFiles.splits(SOURCE, List.of(path, directory.toString())).size(), is(3));
  }

  @Test
  void filesThatWouldShareAnOriginAreRefused() throws IOException {
    Path other = Files.createDirectories(directory.resolve("y")).resolve("b.csv");
    Files.writeString(other, "ts\n");
    String message = refusal(directory.resolve("b.csv").toString(), other.toString());
    assertThat(message, containsString("both be called b.csv"));
  }

  @Test
  void nothingFoundIsRefused() throws IOException {
    assertThat(refusal(directory.resolve("no.csv").toString()), containsString("no file"));
    assertThat(refusal(directory + "/*.nothing"), containsString("no CSV files"));
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThat(refusal(empty.toString()), containsString(".csv.gz"));
  }

  @Test
  void zipHasASplitPerFile() throws IOException {
    Path file = directory.resolve("z.csv.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : List.of("two.csv", "one.csv", "__MACOSX/._one.csv", "dir/")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.closeEntry();
      }
    }
    assertThat(origins("z.csv.zip"), is(List.of("z.csv.zip!one.csv", "z.csv.zip!two.csv")));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
    assertThat(refusal(file.toString()), containsString("not a complete zip file"));
  }

  @Test
  void linksAreFollowedAndEachFileIsReadOnce() throws IOException {
    Path links = Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(links.resolve("..data"), directory.resolve("x"));
    Files.createSymbolicLink(links.resolve("c.csv"), Path.of("..data/c.CSV"));
    Files.createSymbolicLink(links.resolve("sub"), directory.resolve("_old"));
    Files.createSymbolicLink(links.resolve("sub/loop"), links);
    Files.createSymbolicLink(directory.resolve("_linked"), links);
    assertThat(origins("links"), is(List.of("c.csv", "sub/d.csv")));
    assertThat(origins("_linked"), is(List.of("c.csv", "sub/d.csv")));
    assertThat(origins("_linked/*/*.csv"), is(List.of("sub/d.csv")));
    Files.createSymbolicLink(links.resolve("e.csv"), Path.of("gone.csv"));
    assertThat(refusal(links.toString()), containsString("e.csv -> gone.csv: a broken link"));
  }

  @Test
  void fileOfTwoPathsIsReadOnce() throws IOException {
    String file = directory.resolve("x/c.CSV").toString();
    List<HistoryInputSplit> splits =
        HistoryFiles.splits(SOURCE, List.of(directory.toString(), file));
    assertThat(splits.stream().map(HistoryInputSplit::origin).toList(), is(origins("")));
  }

  private List<String> origins(String path) {
    String full = path.isEmpty() ? directory.toString() : directory + "/" + path;
    return HistoryFiles.splits(SOURCE, List.of(full)).stream()
        .map(HistoryInputSplit::origin)
        .toList();
  }

  private static String refusal(String... paths) {
    return assertThrows(HistoryException.class, () -> HistoryFiles.splits(SOURCE, List.of(paths)))
        .getMessage();
  }

  /** The default is Parquet: most have said nothing. */
  @Test
  void anotherFormatByItsNameIsNamedWithTheLineThatIsMissing() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("plain"));
    Path file = Files.writeString(folder.resolve("orders.csv"), "id,time\n");
    for (Path path : List.of(file, folder)) {
      String refusal =
          assertThrows(
                  HistoryException.class,
                  () -> HistoryFiles.splits(Format.PARQUET, List.of(path.toString())))
              .getMessage();
      assertThat(refusal, containsString("orders.csv is a CSV file by its name"));
      assertThat(refusal, containsString("add the line 'format: csv' below 'history:'"));
    }
  }
}
