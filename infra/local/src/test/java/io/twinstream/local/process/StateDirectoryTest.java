package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
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

  @Test
  void aLockThatIsAskedForAgainHereIsStillHeldBeforeOtherProcesses() throws Exception {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), state.path());
    try (AutoCloseable held = state.lock()) {
      assertThat(isTakenByAnother(state.path()), is(false));
      assertThat(state.tryLock("lock"), is(Optional.empty()));
      assertThat(StateDirectory.at(link).tryLock("lock"), is(Optional.empty()));
      assertThat(isTakenByAnother(state.path()), is(false));
    }
    assertThat(isTakenByAnother(state.path()), is(true));
    state.tryLock("lock").orElseThrow().close();
  }

  private static boolean isTakenByAnother(Path state) throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                state.toString())
            .inheritIO()
            .start();
    return other.waitFor() == 0;
  }

  /** Another process, which ends with 0 if it has got the lock. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) {
      System.exit(StateDirectory.at(Path.of(args[0])).tryLock("lock").isPresent() ? 0 : 1);
    }
  }
}
