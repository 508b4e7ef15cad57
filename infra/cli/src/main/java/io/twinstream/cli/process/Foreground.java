package io.twinstream.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs a child process that shares this one's output, and ends with it. */
public final class Foreground {
  private Foreground() {}

  /**
   * Starts a command and waits until it ends.
   *
   * @param command created for a folder of temporary files, which is deleted afterwards
   * @return its exit code
   */
  public static int run(Function<Path, List<String>> command)
      throws IOException, InterruptedException {
    return run(command, process -> {});
  }

  /**
   * The same.
   *
   * @param started receives the process
   */
  public static int run(Function<Path, List<String>> command, Consumer<ProcessHandle> started)
      throws IOException, InterruptedException {
    Path temporary = Files.createTempDirectory("twinstream-");
    try {
      Process process =
          new ProcessBuilder(command.apply(temporary))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Thread end = new Thread(() -> end(process, temporary), "foreground-stop");
      Runtime.getRuntime().addShutdownHook(end);
      started.accept(process.toHandle());
      int code = process.waitFor();
      remove(end);
      return code;
    } finally {
      delete(temporary);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // this JVM is ending, and the hook does the rest
    }
  }

  /** Runs at Ctrl-C. */
  private static void end(Process process, Path temporary) {
    process.destroy();
    process.onExit().join();
    delete(temporary);
  }

  private static synchronized void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
