package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.pipelines.job.NewFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests folders that become visible when they are complete. */
class NewFolderTest {
  @TempDir Path folder;

  @Test
  void aLinkToAnEmptyFolderStaysAndItsTargetIsWritten() throws Exception {
    Path target = Files.createDirectories(folder.resolve("disk/rows"));
    Path link = Files.createSymbolicLink(folder.resolve("out"), target);
    NewFolder output = NewFolder.at(link);
    Files.writeString(output.whileWriting().resolve("a"), "1");
    output.complete();
    output.abandon();
    assertThat(Files.isSymbolicLink(link), is(true));
    assertThat(Files.readString(target.resolve("a")), is("1"));
  }

  @Test
  void aLinkToNothingIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("out"), folder.resolve("nowhere"));
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> NewFolder.at(link)).getMessage();
    assertThat(refusal, containsString("is a link whose target does not exist"));
    assertThat(Files.isSymbolicLink(link), is(true));
  }
}
