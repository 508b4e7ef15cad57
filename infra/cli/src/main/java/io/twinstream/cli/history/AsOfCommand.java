package io.twinstream.cli.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.options.AsOfOption;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.RequestText;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.asof.SpineFeatures;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.postgres.PostgresAddress;
import io.twinstream.offline.postgres.PostgresStore;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.options.RowsOption;
import io.twinstream.options.ServiceOption;
import io.twinstream.options.SpineOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code features as-of}: reads features as of the past. */
@Command(
    name = "as-of",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compute features as of an instant in the past, for one entity or for a file of rows.",
      "",
      "With --history they are computed from the entities' events: the values that the server",
      "would have returned at that instant, had it received all events known by then. With",
      "--logged they are the last row that was written at an event at or before the instant;",
      "its windows end at that event.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream features as-of --definitions my/features --service fraud@1 \\",
      "      --history transactions=log/events/transactions \\",
      "      --entity card=4711 --request amount=12.30 --as-of 2026-05-06T07:08:09Z",
      "  twinstream features as-of --definitions my/features --features card_spend.* \\",
      "      --logged log/as_served --entity card=4711 --as-of 2026-05-06T07:08:09Z --json",
      "  twinstream features as-of --definitions my/features --features card_spend.* \\",
      "      --logged postgresql://ml@db/features --entity card=4711 --as-of 2026-05-06",
      "  twinstream features as-of --definitions my/features --service fraud@1 --rows exclusive \\",
      "      --history transactions=history/ --spine labels.csv --time decided_at --output rows/",
      "",
      "Of an archive (see log compact) only the requested entities are read, of other files all",
      "rows. For spines of more than some hundred thousand rows use training-set: the values are",
      "equal."
    })
final class AsOfCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @ArgGroup(multiplicity = "1")
  private Wanted wanted;

  @ArgGroup(multiplicity = "1")
  private From from;

  @ArgGroup(exclusive = false, heading = "%nFor one entity:%n")
  private One one;

  @ArgGroup(exclusive = false, heading = "%nFor a file of rows:%n")
  private SpineOptions rows;

  @Mixin private final RowsOption seen = new RowsOption(Visibility.INCLUSIVE);

  @Mixin private JsonOption json;

  /** The features to read. */
  static final class Wanted extends ServiceOption {
    @Option(
        names = "--features",
        required = true,
        split = ",",
        paramLabel = "NAME",
        description = "Names of features: FEATURE, VIEW.FEATURE or VIEW.*.")
    private List<String> features;

    private String name() {
      return service != null ? service : String.join(",", features);
    }
  }

  /** Where to read them from. */
  static final class From extends HistoryOption {
    @Option(
        names = "--logged",
        required = true,
        paramLabel = "DIR|ADDRESS",
        description =
            "Rows that a backfill or the live job wrote: a folder with a folder per view, or"
                + " the database postgresql://[USER@]HOST[:PORT]/DATABASE that log load filled.")
    private String logged;
  }

  /** A single entity and instant. */
  static final class One extends AsOfOption {
    @Option(
        names = "--entity",
        required = true,
        paramLabel = "NAME=ID",
        description =
            "The key of an entity, such as card=4711; repeat it if the features are of"
                + " several entities.")
    private Map<String, String> entities = new LinkedHashMap<>();

    @Option(
        names = "--request",
        paramLabel = "FIELD=VALUE",
        description = "A request field, such as amount=12.30; repeat it for more fields.")
    private Map<String, String> request = new LinkedHashMap<>();
  }

  @Override
  public Integer call() throws IOException {
    if ((one == null) == (rows == null)) {
      throw new ParameterException(
          spec.commandLine(), "pass --entity and --as-of, or --spine and --output");
    }
    if (seen.visibility == Visibility.SELF) {
      throw new ParameterException(
          spec.commandLine(), "--rows self: no row here is an event; write exclusive or inclusive");
    }
    if (one != null && one.time.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--as-of=TIME' (with --entity)");
    }
    Project project = definitions.load();
    CompiledService service =
        wanted.service != null
            ? CompiledService.of(project, project.service(wanted.service))
            : CompiledService.of(project, wanted.features);
    AsOfReader reader = reader(project, service);
    if (one != null) {
      answer(service, reader);
    } else {
      write(project, reader);
    }
    return 0;
  }

  private AsOfReader reader(Project project, CompiledService service) {
    if (from.logged == null) {
      Lake.pin(from.bySource);
      return AsOfReader.replaying(project, service, from.bySource);
    }
    return PostgresAddress.isOne(from.logged)
        ? PostgresStore.of(PostgresAddress.parse(from.logged), project).asOf(service)
        : AsOfReader.logged(project, service, FilePaths.of(from.logged));
  }

  private void answer(CompiledService service, AsOfReader reader) {
    FeatureRow request = request(service, one.request);
    AsOfAnswer answer =
        reader.read(
            reader.question(one.entities, request, one.time.orElseThrow().toEpochMilli()),
            seen.visibility);
    AsOfReport report = new AsOfReport(service, answer, reader.counts());
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, report.toMap());
    } else {
      report.print(out);
    }
  }

  private static FeatureRow request(CompiledService service, Map<String, String> given) {
    List<String> fields = service.request().fields().stream().map(Field::name).toList();
    for (String field : given.keySet()) {
      if (!fields.contains(field)) {
        throw new IllegalArgumentException(
            "--request: " + Names.unknown("request field", field, fields));
      }
    }
    try {
      return RequestText.row(service, new ObjectMapper().writeValueAsString(given));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("--request: " + e.getMessage(), e);
    }
  }

  private void write(Project project, AsOfReader reader) throws IOException {
    String path = Lake.pinned(rows.spine);
    SpineFeatures spine =
        SpineFeatures.of(
            project,
            reader,
            SpineFeatures.request(project, reader.service(), path)
                .withTime(rows.time)
                .withTexts(rows.zone, rows.timePattern)
                .without(rows.drop));
    Path output = FilePaths.of(rows.output).toAbsolutePath();
    if (Files.exists(output)) {
      throw new IllegalArgumentException(output + " exists already; name another folder");
    }
    Optional<RemoteFiles> remote = RemoteFiles.of(output);
    long count =
        remote.isPresent() ? write(spine, remote.get(), output) : writeLocal(spine, output);
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("rows", count);
      report.put("output", output.toString());
      report.put("history", AsOfReport.history(reader.counts()));
      Json.print(out, report);
    } else {
      reader.counts().forEach((source, counts) -> out.println(counts.line(source)));
      out.printf("%,d rows: %s%n", count, output);
    }
    out.flush();
  }

  private long writeLocal(SpineFeatures spine, Path output) throws IOException {
    Path hidden = output.resolveSibling("." + output.getFileName() + ".incomplete");
    delete(hidden);
    Files.createDirectories(hidden);
    try {
      long count = spine.write(wanted.name(), seen.visibility, hidden);
      Files.move(hidden, output);
      return count;
    } finally {
      delete(hidden);
    }
  }

  private long write(SpineFeatures spine, RemoteFiles remote, Path output) throws IOException {
    boolean complete = false;
    IncompleteFolder.begin(output);
    try {
      long count = spine.write(wanted.name(), seen.visibility, output);
      IncompleteFolder.complete(output);
      complete = true;
      return count;
    } finally {
      if (!complete) {
        remote.deleteBelow(output);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
