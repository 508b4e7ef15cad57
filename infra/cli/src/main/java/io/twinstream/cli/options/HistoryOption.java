package io.twinstream.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The history that a command reads. */
public final class HistoryOption {
  @Option(
      names = "--history",
      required = true,
      paramLabel = "SOURCE=PATH",
      description = "A file, folder or glob of a source's history; repeat it for more sources.")
  public Map<String, String> bySource = new LinkedHashMap<>();

  /** The same, for a job. */
  public List<String> arguments() {
    return bySource.entrySet().stream()
        .map(source -> "--history=" + source.getKey() + "=" + source.getValue())
        .toList();
  }
}
