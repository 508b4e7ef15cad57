package io.twinstream.features.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

final class RealDataTest {
  @TempDir Path folder;

  @Test
  void aFileOfTheFolderIsFound() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "a\n");
    assertThat(RealData.file("rows.csv", folder.toString()), is(file.toAbsolutePath()));
  }

  @Test
  void aTestIsSkippedWithWhatItNeeds() {
    for (String missing : new String[] {null, "", folder.toString()}) {
      TestAbortedException skipped =
          assertThrows(TestAbortedException.class, () -> RealData.file("rows.csv", missing));
      assertThat(
          skipped.getMessage(),
          allOf(containsString("TWINSTREAM_DATA with rows.csv"), containsString("infra/data")));
    }
  }

  @Test
  void aFolderThatDoesNotExistIsAMistake() {
    String wrong = folder.resolve("none").toString();
    assertThrows(IllegalStateException.class, () -> RealData.file("rows.csv", wrong));
  }
}
