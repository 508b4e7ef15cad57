package io.twinstream.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The history that a command or a job reads. */
public class HistoryOption {
  @Option(
      names = "--history",
      required = true,
      paramLabel = "SOURCE=PATH",
      description =
          "The history of a source: a file, a folder, a glob, or an Iceberg table as"
              + " iceberg:CATALOG/NAMESPACE.TABLE or iceberg:/FOLDER, and behind it @snapshot=ID if it"
              + " is not to be the current one (for serve: an archive; for send also topic:NAME); repeat the option for more"
              + " sources.")
  public Map<String, String> bySource = new LinkedHashMap<>();

  /** As {@code SOURCE=PATH}. */
  public List<String> paths() {
    return bySource.entrySet().stream()
        .map(source -> source.getKey() + "=" + source.getValue())
        .toList();
  }
}
