package io.twinstream.cli.stack;

import java.io.IOException;
import java.util.List;

/** Runs a process that shares this one's output, and ends with it. */
public final class Foreground {
  private Foreground() {}

  /**
   * Starts the command and waits for its end.
   *
   * @return its exit code
   */
  public static int run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread end = new Thread(process::destroy, "foreground-stop");
    Runtime.getRuntime().addShutdownHook(end);
    int code = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(end);
    return code;
  }
}
