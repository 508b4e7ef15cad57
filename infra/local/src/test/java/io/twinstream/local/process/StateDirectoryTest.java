package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {
  @TempDir Path folder;

  @Test
  void aFolderThatIsMadeIsItsOwnersAlone() throws IOException {
    Path made = StateDirectory.at(folder.resolve("a/stack")).path();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)), is("rwx------"));
  }

  @Test
  void aFolderThatIsThereStaysAsItIs() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-x---"));
    StateDirectory.at(shared);
    assertThat(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)), is("rwxr-x---"));
  }
}
