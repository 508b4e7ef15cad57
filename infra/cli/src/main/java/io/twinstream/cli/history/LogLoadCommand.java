package io.twinstream.cli.history;

import io.twinstream.cli.options.Bar;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.definition.Project;
import io.twinstream.offline.postgres.Loaded;
import io.twinstream.offline.postgres.PostgresAddress;
import io.twinstream.offline.postgres.PostgresStore;
import io.twinstream.options.DefinitionsOption;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** The command {@code log load}: loads feature rows into PostgreSQL. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Load feature rows into PostgreSQL: rows of a backfill, or the live job's as_served.",
      "",
      "Creates one table per view or service, such as payments.\"card_spend@1\" in the schema",
      "of the project, with the columns of the files and an index on entity and known time.",
      "Files that are already loaded are skipped. If anything fails, nothing is loaded.",
      "features as-of --logged postgresql://... reads the tables.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream log load rows/ --definitions my/features --to postgresql://ml@db/features",
      "  twinstream log load log/as_served --definitions my/features --json \\",
      "      --to 'postgresql://db:5433/features?sslmode=verify-full'",
      "",
      "The password comes from the environment variable PGPASSWORD or the file ~/.pgpass, the user",
      "from the address or PGUSER."
    })
final class LogLoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @Parameters(
      paramLabel = "DIR",
      description = "Rows of features, in a folder per view or service, or one of those folders.")
  private Path folder;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS",
      description =
          "postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTION=VALUE], with options of its JDBC"
              + " driver.")
  private String to;

  @Option(
      names = "--replace",
      description =
          "Replace the tables by the rows of the folder, after history or definitions were"
              + " corrected. Readers see the old rows until the load is complete. The tables are"
              + " created again. Their privileges are those that ALTER DEFAULT PRIVILEGES of the"
              + " schema grants.")
  private boolean replace;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    PostgresAddress address = parse();
    Project project = definitions.load();
    AtomicInteger files = new AtomicInteger();
    List<Loaded> loaded;
    try (Bar bar = Bar.show("files", -1, files::get)) {
      loaded = PostgresStore.of(address, project).load(folder, replace, files::set);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, loaded.stream().map(LogLoadCommand::toMap).toList());
    } else {
      for (Loaded each : loaded) {
        out.printf(
            "%s: %,d new files, %,d rows that are new or greater; %,d files had been loaded%n",
            each.table(), each.files(), each.rows(), each.known());
        if (each.leftOut() > 0) {
          out.printf(
              "%s: %,d rows left out: PostgreSQL has no text with the character NUL%n",
              each.table(), each.leftOut());
        }
      }
    }
    out.flush();
    return 0;
  }

  private PostgresAddress parse() {
    try {
      return PostgresAddress.parse(to);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> toMap(Loaded loaded) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("table", loaded.table());
    map.put("files", loaded.files());
    map.put("files_loaded_before", loaded.known());
    map.put("rows", loaded.rows());
    map.put("rows_left_out", loaded.leftOut());
    return map;
  }
}
