package io.twinstream.cli.process;

import io.twinstream.features.files.FileTree;
import io.twinstream.local.job.RunViews;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stores the commands that started live jobs next to their checkpoints, so that a job can be
 * resumed.
 */
public final class RunCommands {
  private static final String FILE = "command.txt";
  private static final String COMPLETE = "_metadata";
  private static final int DEPTH = 4;
  private static final Pattern PLAIN = Pattern.compile("[-\\w./:=,@%+]+");

  private RunCommands() {}

  /**
   * Stores the command of a job.
   *
   * @param checkpoints the folder of the runs
   * @param arguments as the user gave them
   */
  public static void keep(Path checkpoints, String job, List<String> arguments) {
    RunViews.run(checkpoints, job).ifPresent(run -> write(run.resolve(FILE), arguments));
  }

  /**
   * The command that resumes the job that was started last.
   *
   * @param checkpoints the folder of the runs
   * @return empty if no job was started there
   */
  public static Optional<String> toGoOn(Path checkpoints) {
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> runs = Files.list(checkpoints)) {
      Optional<Path> last =
          runs.filter(run -> Files.isRegularFile(run.resolve(FILE)))
              .max(Comparator.comparing(RunCommands::startedAt));
      boolean restores = hasCheckpoint(checkpoints);
      return last.map(run -> command(run, restores));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + checkpoints, e);
    }
  }

  private static FileTime startedAt(Path run) {
    try {
      return Files.getLastModifiedTime(run.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + run, e);
    }
  }

  private static boolean hasCheckpoint(Path checkpoints) throws IOException {
    return FileTree.files(checkpoints, DEPTH).stream()
        .anyMatch(file -> file.getFileName().toString().equals(COMPLETE));
  }

  private static String command(Path run, boolean restores) {
    try {
      List<String> arguments = new ArrayList<>(Files.readAllLines(run.resolve(FILE)));
      if (restores) {
        drop(arguments, "--restore");
        drop(arguments, "--bootstrap");
        int runner = arguments.indexOf("--");
        arguments.add(runner < 0 ? arguments.size() : runner, "--restore=latest");
      }
      return "twinstream "
          + arguments.stream().map(RunCommands::quoted).collect(Collectors.joining(" "));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + run.resolve(FILE), e);
    }
  }

  private static void drop(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    if (at >= 0) {
      arguments.subList(at, Math.min(at + 2, arguments.size())).clear();
    }
    arguments.removeIf(argument -> argument.startsWith(option + "="));
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static void write(Path file, List<String> arguments) {
    try {
      Files.write(file, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
