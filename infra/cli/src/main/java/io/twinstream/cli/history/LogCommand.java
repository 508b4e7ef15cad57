package io.twinstream.cli.history;

import io.twinstream.cli.options.Bar;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.options.DurationConverter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code log}, whose subcommands maintain the logs of the live job. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Compact the logs of live jobs, or load rows into PostgreSQL.", ""},
    subcommands = {LogCommand.Compact.class, LogLoadCommand.class})
public final class LogCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** The command {@code log compact}: rewrites many small files as few. */
  @Command(
      name = "compact",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Rewrite the files of a log as one sorted file per date, without duplicates.",
        "",
        "The live job can continue to write. Readers see either the old files or the new file.",
        "If the command is killed, run it again: a later run deletes the replaced files.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream log compact log/",
        "  twinstream log compact log/events/transactions --by card_id",
        "  twinstream log compact backfilled/ --keep 0s --json"
      })
  static final class Compact implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "DIR",
        description = "A log, with all its tables, or one table: a folder of event_date=… folders.")
    private Path folder;

    @Option(
        names = "--by",
        split = ",",
        paramLabel = "COLUMN",
        description =
            "Sort by the first of these columns that a table has, then by known time. Choose"
                + " the key of the entity that is read most (default: sort by position).")
    private List<String> by = List.of();

    @Option(
        names = "--keep",
        paramLabel = "DURATION",
        defaultValue = "1h",
        converter = DurationConverter.class,
        description =
            "How long replaced files stay, for readers that have begun with them; 0s if"
                + " there are no readers (default: ${DEFAULT-VALUE}).")
    private Duration keep;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      List<Map<String, Object>> reports = new ArrayList<>();
      for (Path table : Compaction.tables(folder)) {
        AtomicInteger done = new AtomicInteger();
        try (Bar bar = Bar.show(table.getFileName().toString(), 100, done::get)) {
          Compaction.Result result =
              Compaction.of(table, by, keep).run((i, of) -> done.set(100 * i / of));
          if (json.wanted) {
            reports.add(toMap(result));
          } else {
            print(out, result);
          }
        }
      }
      if (json.wanted) {
        Json.print(out, reports);
      }
      out.flush();
      return 0;
    }

    private static void print(PrintWriter out, Compaction.Result result) {
      out.printf(
          "%s: %,d files, %,d rows, %,d KiB became %,d files, %,d rows, %,d KiB:"
              + " %,d dates rewritten, %,d duplicates dropped, %,d replaced files deleted%n",
          result.table(),
          result.filesBefore(),
          result.rowsBefore(),
          result.bytesBefore() >> 10,
          result.filesAfter(),
          result.rowsAfter(),
          result.bytesAfter() >> 10,
          result.folders(),
          result.duplicates(),
          result.deleted());
    }

    private static Map<String, Object> toMap(Compaction.Result result) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("table", result.table().toString());
      map.put("dates_rewritten", result.folders());
      map.put("files_before", result.filesBefore());
      map.put("files_after", result.filesAfter());
      map.put("rows_before", result.rowsBefore());
      map.put("rows_after", result.rowsAfter());
      map.put("bytes_before", result.bytesBefore());
      map.put("bytes_after", result.bytesAfter());
      map.put("duplicates_dropped", result.duplicates());
      map.put("replaced_files_deleted", result.deleted());
      return map;
    }
  }
}
