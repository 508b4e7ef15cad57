package io.twinstream.cli.size;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.ServiceOption;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code size}: how large a deployment must be. */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compute how large a deployment must be, from definitions and measured figures.",
      "",
      "States are sampled: entities with random events get states by the same code as live.",
      "CPU times are those of infra/benchmarks/RESULTS.md; each is printed with its section.",
      "",
      "Exit code 1 if the definitions have problems.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream size --definitions my/features --events 50000 --entities 1e6",
      "  twinstream size --definitions my/features --events 5000 --entities card=1e6,user=5e5 \\",
      "      --values device_type=4 --requests 2000 --service fraud@1"
    })
public final class SizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DefinitionsOption definitions;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "N|SOURCE=N",
      split = ",",
      description = "Events per second of each source, at the busiest time.")
  private List<String> events;

  @Option(
      names = "--entities",
      required = true,
      paramLabel = "N|ENTITY=N",
      split = ",",
      description = "How many entities have a state: those with an event that a window sees.")
  private List<String> entities;

  @Option(
      names = "--values",
      paramLabel = "FIELD=N",
      split = ",",
      description =
          "How many different values a text field has (default: another one in every event).")
  private List<String> values = List.of();

  @Option(
      names = "--matching",
      paramLabel = "SHARE",
      description = "The share of events that a filter accepts (default: ${DEFAULT-VALUE}).")
  private double matching = 1;

  @Option(
      names = "--record-bytes",
      paramLabel = "N",
      description = "The mean size of a record (default: ${DEFAULT-VALUE}).")
  private double recordBytes = Figure.RECORD.value;

  @Option(names = "--write-logs", description = "The live job runs with --output and --as-served.")
  private boolean logs;

  @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "Requests:%n")
  private ReadOptions reads;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description =
          "Cores of a task manager and of a host of the server (default: ${DEFAULT-VALUE}).")
  private int cores = 4;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Project project;
    try {
      project = definitions.load();
    } catch (DefinitionException e) {
      e.problems().forEach(out::println);
      return ExitCodes.FAILED;
    }
    Deployment deployment = new Deployment(Sizing.of(project, demand(project)), cores);
    if (json.wanted) {
      Json.print(out, new SizeReport(project, deployment).toMap());
    } else {
      new SizeReport(project, deployment).print(out);
    }
    return 0;
  }

  /** What callers ask the server for. */
  static final class ReadOptions extends ServiceOption {
    @Option(
        names = "--requests",
        required = true,
        paramLabel = "N",
        description = "Requests for the features of --service per second.")
    private double requests;

    @Option(
        names = "--rows-per-request",
        paramLabel = "N",
        description = "Rows of a request (default: 1).")
    private double rows = 1;

    private Demand.Reads of(Project project) {
      project.service(service);
      require(requests > 0, "--requests must be positive");
      require(rows >= 1, "--rows-per-request must be at least 1");
      return new Demand.Reads(requests, rows, service);
    }
  }

  private Demand demand(Project project) {
    Map<String, Double> perSource = numbers("--events", events);
    Map<String, Double> perEntity = numbers("--entities", entities);
    List<String> streams = project.streams().stream().map(Source::name).toList();
    Demand.requireAll("--events", perSource, streams, "source");
    Demand.requireAll("--entities", perEntity, project.entities().keySet(), "entity");
    Map<String, Double> perField = numbers("--values", values);
    Set<String> fields = new TreeSet<>();
    for (Source source : project.sources().values()) {
      source.schema().fields().forEach(field -> fields.add(field.name()));
    }
    Demand.requireKnown("--values", perField, fields, "field");
    require(matching >= 0 && matching <= 1, "--matching must be from 0 to 1");
    require(recordBytes > 0, "--record-bytes must be positive");
    require(cores >= 1, "--cores must be at least 1");
    return new Demand(
        perSource,
        perEntity,
        perField,
        matching,
        recordBytes,
        logs,
        Optional.ofNullable(reads).map(each -> each.of(project)));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Parses numbers by name; one without a name has the empty name. */
  private static Map<String, Double> numbers(String option, List<String> given) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String each : given) {
      int sign = each.indexOf('=');
      String name = sign < 0 ? "" : each.substring(0, sign);
      double number = number(each.substring(sign + 1));
      if (!(number >= 1) || number > 1e12) {
        throw new IllegalArgumentException(
            "%s: '%s' is not a number from 1 to 1e12; write N or NAME=N, such as 5000 or 1e6"
                .formatted(option, each));
      }
      if (numbers.put(name, number) != null) {
        throw new IllegalArgumentException(option + " has two numbers for '" + name + "'");
      }
    }
    return numbers;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
