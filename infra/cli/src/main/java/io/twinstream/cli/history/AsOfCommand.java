package io.twinstream.cli.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.options.DefinitionsOption;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.SpineOptions;
import io.twinstream.cli.options.TimeOption;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.RequestText;
import io.twinstream.features.text.Names;
import io.twinstream.features.time.Zone;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.asof.SpineFeatures;
import io.twinstream.offline.postgres.PostgresAddress;
import io.twinstream.offline.postgres.PostgresStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Tell what features were at an instant in the past, of one entity or of a file of rows.",
      "",
      "With --history they are computed from the entities' events: exactly what the service would",
      "have answered then, had everything that was known then been in. With --logged the last row",
      "that was written at an event at or before then is looked up: its windows end at that event.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream features as-of --definitions my/features --service fraud@1 \\",
      "      --history transactions=log/events/transactions \\",
      "      --entity card=4711 --request amount=12.30 --at 2026-05-06T07:08:09Z",
      "  twinstream features as-of --definitions my/features --features card_spend.* \\",
      "      --logged log/as_served --entity card=4711 --at 2026-05-06T07:08:09Z --json",
      "  twinstream features as-of --definitions my/features --features card_spend.* \\",
      "      --logged postgresql://ml@db/features --entity card=4711 --at 2026-05-06",
      "  twinstream features as-of --definitions my/features --service fraud@1 --exclusive \\",
      "      --history transactions=history/ --spine labels.csv --time decided_at --output rows/",
      "",
      "Archives (see log compact) are read for the entities asked for; other files are read whole.",
      "For spines of more than some hundred thousand rows make a training-set: the values are"
          + " equal."
    })
final class AsOfCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @ArgGroup(multiplicity = "1")
  private Wanted wanted;

  @ArgGroup(multiplicity = "1")
  private From from;

  @ArgGroup(exclusive = false, heading = "%nOf one entity:%n")
  private One one;

  @ArgGroup(exclusive = false, heading = "%nOf a file of rows:%n")
  private SpineOptions rows;

  @Option(
      names = "--exclusive",
      description =
          "Leave out what was known at the very instant, as training sets do (default: it counts).")
  private boolean exclusive;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  /** The features to read. */
  static final class Wanted {
    @Option(
        names = "--service",
        required = true,
        paramLabel = "NAME@VERSION",
        description = "A service, for all of its features.")
    private String service;

    @Option(
        names = "--features",
        required = true,
        split = ",",
        paramLabel = "NAME",
        description = "Features, by feature, view.feature or view.*.")
    private List<String> features;

    private String name() {
      return service != null ? service : String.join(",", features);
    }
  }

  /** Where to read them from. */
  static final class From {
    @Option(
        names = "--history",
        required = true,
        paramLabel = "SOURCE=PATH",
        description = "The events of a source: an archive, or other files; repeat it for more.")
    private Map<String, String> history = new LinkedHashMap<>();

    @Option(
        names = "--logged",
        required = true,
        paramLabel = "DIR|ADDRESS",
        description = {
          "Rows that a backfill or the live job wrote: in a folder per view, or loaded into",
          "postgresql://[USER@]HOST[:PORT]/DATABASE by log load."
        })
    private String logged;
  }

  /** A single entity and instant. */
  static final class One {
    @Option(
        names = "--entity",
        required = true,
        paramLabel = "NAME=ID",
        description = "Such as card=4711; repeat it where the features are about several.")
    private Map<String, String> entities = new LinkedHashMap<>();

    @Option(
        names = "--at",
        required = true,
        paramLabel = "TIME",
        converter = TimeOption.class,
        description = "An instant such as 2026-05-06T07:08:09Z, or a date in UTC: its beginning.")
    private Instant at;

    @Option(
        names = "--request",
        paramLabel = "FIELD=VALUE",
        description = "What a caller supplies, such as amount=12.30; repeat it for more.")
    private Map<String, String> request = new LinkedHashMap<>();
  }

  @Override
  public Integer call() throws IOException {
    if ((one == null) == (rows == null)) {
      throw new ParameterException(
          spec.commandLine(), "give --entity and --at, or --spine and --output");
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
      return AsOfReader.replaying(project, service, from.history);
    }
    return PostgresAddress.isOne(from.logged)
        ? PostgresStore.of(PostgresAddress.parse(from.logged), project).asOf(service)
        : AsOfReader.logged(project, service, Path.of(from.logged));
  }

  private Visibility visibility() {
    return exclusive ? Visibility.EXCLUSIVE : Visibility.INCLUSIVE;
  }

  private void answer(CompiledService service, AsOfReader reader) {
    FeatureRow request = request(service, one.request);
    AsOfAnswer answer =
        reader.read(reader.question(one.entities, request, one.at.toEpochMilli()), visibility());
    AsOfReport report = new AsOfReport(service, answer, reader.counts());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
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
    SpineFeatures spine =
        SpineFeatures.of(
            project,
            reader,
            SpineFeatures.request(project, reader.service(), rows.spine.toString())
                .withTime(rows.time)
                .withTexts(rows.zone.map(Zone::of), rows.timePattern)
                .without(rows.drop));
    Path output = rows.output.toAbsolutePath();
    if (Files.exists(output)) {
      throw new IllegalArgumentException(output + " exists already; name another folder");
    }
    Path hidden = output.resolveSibling("." + output.getFileName() + ".incomplete");
    delete(hidden);
    Files.createDirectories(hidden);
    long count;
    try {
      count = spine.write(wanted.name(), visibility(), hidden);
      Files.move(hidden, output);
    } finally {
      delete(hidden);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
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
