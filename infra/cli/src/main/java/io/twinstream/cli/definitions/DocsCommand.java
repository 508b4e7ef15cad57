package io.twinstream.cli.definitions;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Examples;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code definitions docs}: prints the catalogue of functions, and of definitions. */
@Command(
    name = "docs",
    mixinStandardHelpOptions = true,
    description = {
      "Print the catalogue of functions, and of the features of definitions.",
      "",
      "The page is Markdown. It has the meaning, the arguments, the exactness, the memory and an",
      "example of every function and, with PATH, every feature of these definitions.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream definitions docs",
      "  twinstream definitions docs transforms/examples/payments"
    })
final class DocsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = "A .yaml file, or a folder of them. Default: only the functions.")
  private Path path;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (path != null) {
      DefinitionsPath.requireThere(path);
      project(out, Definitions.load(path));
    }
    out.println("# Functions");
    Functions.all().forEach(function -> function(out, function));
    return 0;
  }

  private static void function(PrintWriter out, Function function) {
    out.printf("%n## %s%n%n", function.id());
    out.printf("Value: %s.%n%n", function.card().meaning());
    out.printf("- Field: %s.%n", field(function));
    for (Argument argument : function.arguments()) {
      out.printf(
          "- `%s`: %s; %s%s.%n",
          argument.name(), argument.valid(), argument.meaning(), or(argument));
    }
    out.printf("- Over no events: %s.%n", function.card().empty());
    out.printf("- Exactness: %s.%n", function.card().exactness());
    out.printf("- Memory: at most %,d bytes per tile.%n", bytesPerTile(function));
    out.printf(
        "- Example: `%s` over the payments (amount, merchant, approved) `%s` is `%s`.%n",
        function.card().example().aggregation(),
        function.card().example().payments(),
        function.card().example().value());
  }

  private static long bytesPerTile(Function function) {
    Project example = Definitions.parse(Map.of("example.yaml", Examples.definitions(function)));
    WorstCase worst = WorstCase.of(example, example.view("example@1"));
    return worst.bytes() / worst.tiles();
  }

  private static String field(Function function) {
    String accepts = function.accepts().description();
    return switch (function.fieldUse()) {
      case NONE -> "none";
      case OPTIONAL -> accepts + ", or none";
      case REQUIRED -> accepts;
    };
  }

  private static String or(Argument argument) {
    return argument.otherwise().map(value -> "; default " + value).orElse("");
  }

  private static void project(PrintWriter out, Project project) {
    out.printf("# %s%n", project.name());
    project.enriched().forEach((name, source) -> enriched(out, name, source));
    for (View view : project.views().values()) {
      CompiledView compiled = CompiledView.of(project, view);
      out.printf("%n## %s%n%n", view.id());
      out.printf(
          "Features of %s, from the %s.%s%n%n",
          view.entity(),
          input(project.source(view.source())),
          view.owner().isEmpty() ? "" : " Owner: " + view.owner() + ".");
      out.println("| feature | type | value |");
      out.println("|---|---|---|");
      for (int i = 0; i < view.aggregations().size(); i++) {
        Aggregation each = view.aggregations().get(i);
        String value =
            project.isOfTable(view) ? "`" + each.field().get() + "` of its row" : value(each);
        out.printf("| `%s` | %s | %s |%n", each.name(), type(compiled.types().get(i)), value);
      }
    }
    out.println();
    project
        .derivedFeatures()
        .values()
        .forEach(each -> out.printf("- `%s` = `%s`%n", each.name(), each.expression()));
    out.println();
  }

  private static String input(Source source) {
    return source
        .table()
        .map(
            rules ->
                "rows of table %s, by %s, loaded at least every %s (%s, known: %s)"
                    .formatted(
                        source.name(),
                        rules.key(),
                        Durations.format(rules.schedule()),
                        rules.loads().name().toLowerCase(Locale.ROOT),
                        rules.known()))
        .orElse("events of " + source.name());
  }

  private static void enriched(PrintWriter out, String name, EnrichedSource source) {
    out.printf("%n## %s%n%n", name);
    out.printf("Events of %s with features as of each event:%n%n", source.from());
    source.with().forEach((alias, view) -> out.printf("- `%s`: view `%s`%n", alias, view));
    source.where().ifPresent(where -> out.printf("- only where `%s`%n", where));
    if (!source.waiting().isZero()) {
      out.printf("- known %s later%n", Durations.format(source.waiting()));
    }
    source.source().schema().fields().stream()
        .filter(field -> field.isComputed())
        .forEach(
            field ->
                out.printf("- `%s`, %s = `%s`%n", field.name(), field.type(), field.expression()));
  }

  private static String type(FeatureType type) {
    return type.toString().toLowerCase(Locale.ROOT);
  }

  private static String value(Aggregation aggregation) {
    return "`"
        + aggregation.function()
        + aggregation.field().map(field -> "(" + field + ")").orElse("")
        + "` over "
        + aggregation.window().label()
        + delay(aggregation)
        + where(aggregation.filter())
        + (aggregation.arguments().values().isEmpty() ? "" : ", " + aggregation.arguments());
  }

  private static String delay(Aggregation aggregation) {
    return aggregation.window().delay().isZero()
        ? ""
        : ", ending " + Durations.format(aggregation.window().delay()) + " ago";
  }

  private static String where(Optional<String> filter) {
    return filter.map(cel -> " where `" + cel.replace("|", "\\|") + "`").orElse("");
  }
}
