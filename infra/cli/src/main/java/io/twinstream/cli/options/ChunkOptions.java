package io.twinstream.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How a backfill is cut into chunks, each of which is done once, whatever happens in between. */
public final class ChunkOptions {
  @Option(
      names = "--chunk",
      paramLabel = "DURATION",
      description = {
        "Compute in chunks of so much known time (7d if another option asks for chunks). After a",
        "kill the same command goes on behind the last chunk that was complete; rows and states",
        "are those of a run in one go."
      })
  private String chunk;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "In chunks: rows from this known time on, such as 2026-05-06; they see what was before.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "In chunks: rows up to this known time, exclusive (default: all).")
  private String to;

  @Option(
      names = "--since",
      paramLabel = "last",
      description = "In chunks: only what is new since the last chunk of an earlier run.")
  private String since;

  @Option(
      names = "--progress",
      paramLabel = "DIR",
      description = "In chunks without --output: where it is kept how far they are.")
  private Path progress;

  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--chunk", chunk);
    arguments.addAll(range());
    add(arguments, "--since", since);
    add(arguments, "--progress", progress == null ? null : progress.toAbsolutePath());
    return arguments;
  }

  /** The known times that rows are of. */
  public List<String> range() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--from", from);
    add(arguments, "--to", to);
    return arguments;
  }

  private static void add(List<String> arguments, String name, Object value) {
    if (value != null) {
      arguments.add(name + "=" + value);
    }
  }
}
