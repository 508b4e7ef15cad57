package io.twinstream.offline.objects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.files.FilePaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathTest {
  private static final Path FOLDER = FilePaths.of("s3://bucket/rows/card");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/a",
        "s3://bucket/a/b.parquet",
        "s3://b.c-d/50 % + ü#?/x=1",
        "s3://b/"
      })
  void textOfAPathMeansThatPath(String text) {
    assertThat(FilePaths.of(text).toString(), is(text));
    assertThat(FilePaths.of(FilePaths.of(text).toString()), is(FilePaths.of(text)));
  }

  @Test
  void slashesThatSeparateNothingHaveNoMeaning() {
    assertThat(FilePaths.of("s3://bucket/rows//card/"), is(FOLDER));
    assertThat(FilePaths.of("s3://bucket"), is(FilePaths.of("s3://bucket/")));
  }

  @Test
  void pathsAreResolvedAndRelativizedAsLocalOnesAre() {
    Path file = FOLDER.resolve("event_date=2026-01-01").resolve("part.parquet");
    assertThat(file.toString(), is("s3://bucket/rows/card/event_date=2026-01-01/part.parquet"));
    Path relative = FOLDER.relativize(file);
    assertThat(relative.toString(), is("event_date=2026-01-01/part.parquet"));
    assertThat(relative.isAbsolute(), is(false));
    assertThat(FOLDER.resolve(relative), is(file));
    assertThat(FOLDER.resolve(Path.of("a/b")).toString(), is("s3://bucket/rows/card/a/b"));
    assertThat(FOLDER.resolve(""), is(FOLDER));
    List<String> names = new ArrayList<>();
    relative.forEach(name -> names.add(name.toString()));
    assertThat(names, contains("event_date=2026-01-01", "part.parquet"));
    assertThat(file.getFileName().toString(), is("part.parquet"));
    assertThat(file.startsWith(FOLDER), is(true));
    assertThat(file.endsWith("part.parquet"), is(true));
    assertThat(file.relativize(FOLDER).toString(), is("../.."));
    assertThat(FOLDER.resolve("../user/./x").normalize().toString(), is("s3://bucket/rows/user/x"));
  }

  @Test
  void parentsEndAtTheBucket() {
    assertThat(FOLDER.getParent().toString(), is("s3://bucket/rows"));
    assertThat(FOLDER.getParent().getParent(), is(FOLDER.getRoot()));
    assertThat(FOLDER.getRoot().getParent(), nullValue());
    assertThat(FOLDER.getRoot().getFileName(), nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/*.parquet, true",
    "s3://bucket/**.parquet, true",
    "s3://bucket/*.parquet, false",
    "s3://other/a/*.parquet, false",
    "s3://bucket/[ab]/?.parquet, true",
  })
  void globsMatchAsOnThisMachine(String glob, boolean matches) {
    Path file = FilePaths.of("s3://bucket/a/x.parquet");
    assertThat(
        glob, file.getFileSystem().getPathMatcher("glob:" + glob).matches(file), is(matches));
  }

  @Test
  void unknownSchemeIsRefusedWithTheKnownOnes() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FilePaths.of("abc://host/x"))
            .getMessage();
    assertThat(message, containsString("abc:// are not supported"));
    assertThat(message, containsString("s3://"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> FilePaths.of("s3:///x")).getMessage(),
        containsString("s3://BUCKET/FOLDER"));
  }

  @Test
  void localPathsStayLocal() {
    assertThat(FilePaths.of("rows/x"), is(Path.of("rows/x")));
    assertThat(FilePaths.of("file:///rows/x"), is(Path.of("/rows/x")));
    assertThat(FilePaths.isLocal(FilePaths.of("rows")), is(true));
    assertThat(FilePaths.isLocal(FOLDER), is(false));
  }
}
