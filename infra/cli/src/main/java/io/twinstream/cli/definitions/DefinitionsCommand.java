package io.twinstream.cli.definitions;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.View;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.testkit.DefinitionTest;
import io.twinstream.features.testkit.DefinitionTests;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Problem;
import io.twinstream.features.text.Sizes;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code definitions}, whose subcommands work on definitions alone. */
@Command(
    name = "definitions",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Check, test, describe or fit definitions, without a stack.", ""},
    subcommands = {
      DefinitionsCommand.Check.class,
      DefinitionsCommand.Test.class,
      DocsCommand.class,
      FitCommand.class
    })
public final class DefinitionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /**
   * The command {@code definitions check}: reports all problems or, without any, lists the
   * definitions.
   */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Check definitions: report every problem of every file, with its line and a hint.",
        "",
        "Exit code 1 if there is a problem, 3 if there is no such file. Without problems, the",
        "command lists what is defined.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream definitions check transforms/examples/payments",
        "  twinstream definitions check features.yaml"
      })
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "A .yaml file, or a folder of them.")
    private Path path;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      DefinitionsPath.requireThere(path);
      PrintWriter out = spec.commandLine().getOut();
      Project project;
      try {
        project = Definitions.load(path);
      } catch (DefinitionException e) {
        if (json.wanted) {
          Json.print(out, Map.of("problems", e.problems().stream().map(Check::toMap).toList()));
          return ExitCodes.FAILED;
        }
        e.problems().forEach(out::println);
        out.printf("%d problem(s)%n", e.problems().size());
        return ExitCodes.FAILED;
      }
      if (json.wanted) {
        Json.print(out, Map.of("project", project.name(), "problems", List.of()));
        return 0;
      }
      out.printf(
          "project %s: no problems, fingerprint %s%n",
          project.name(), ProjectJson.fingerprint(project));
      for (View view : project.views().values()) {
        CompiledView compiled = CompiledView.of(project, view);
        WorstCase worst = WorstCase.of(project, view);
        out.printf(
            "  view %-24s %d features of %s from %s%n",
            view.id(), compiled.names().size(), view.entity(), view.source());
        if (project.isOfTable(view)) {
          out.printf("       %-24s a row for each %s%n", "", view.entity());
          continue;
        }
        out.printf(
            "       %-24s sees back %s; one entity has at most %,d tiles in %s, of %s allowed%n",
            "",
            reach(compiled.reach()),
            worst.tiles(),
            Sizes.format(worst.bytes()),
            Sizes.format(project.maxStateSize()));
      }
      project.enriched().values().forEach(made -> enriched(project, made, out));
      project.services().keySet().forEach(id -> out.printf("  service %s%n", id));
      return 0;
    }

    /** A live job has one state per looked-up entity and lookup, beside those of the views. */
    private static void enriched(Project project, EnrichedSource made, PrintWriter out) {
      out.printf("  source %-23s made of %s%n", made.source().name(), made.from());
      made.with()
          .forEach(
              (alias, id) -> {
                View view = project.view(id);
                out.printf(
                    "       %-24s looks up %s: a live job keeps its states again, of at most %s; all"
                        + " events of one %s are held and enriched by one subtask%n",
                    alias, id, Sizes.format(WorstCase.of(project, view).bytes()), view.entity());
              });
      out.printf(
          "       %-24s a worker holds at most %,d events before it fails%n", "", made.maxHold());
    }

    private static Map<String, Object> toMap(Problem problem) {
      return Map.of(
          "file", problem.file(),
          "line", problem.line(),
          "what", problem.what(),
          "hint", problem.hint());
    }

    private static String reach(OptionalLong reach) {
      return reach.isEmpty() ? "for ever" : Durations.spell(Duration.ofMillis(reach.getAsLong()));
    }
  }

  /** The command {@code definitions test}: runs the test files next to definitions. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Run the tests of definitions: the *.test.yaml files in their folder.",
        "",
        "Exit code 1 if a test fails or there is none.",
        ""
      },
      footer = {"", "Examples:", "  twinstream definitions test transforms/examples/payments"})
  static final class Test implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The folder of definitions and tests.")
    private Path folder;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      DefinitionsPath.requireThere(folder);
      if (!Files.isDirectory(folder)) {
        throw new ParameterException(spec.commandLine(), folder + " is not a folder");
      }
      int passed = 0;
      int failed = 0;
      try {
        for (DefinitionTest test : DefinitionTests.load(folder)) {
          List<Problem> problems = test.run();
          out.printf("%s  %s%n", problems.isEmpty() ? "pass" : "FAIL", test.name());
          problems.forEach(problem -> out.printf("      %s%n", problem));
          passed += problems.isEmpty() ? 1 : 0;
          failed += problems.isEmpty() ? 0 : 1;
        }
      } catch (DefinitionException e) {
        e.problems().forEach(out::println);
        out.printf("%d problem(s)%n", e.problems().size());
        return ExitCodes.FAILED;
      }
      if (passed + failed == 0) {
        out.printf(
            "no tests: %s has no file named *.test.yaml; how to write one: %s%n",
            folder, "transforms/examples/README.md");
        return ExitCodes.FAILED;
      }
      out.printf("%d passed, %d failed%n", passed, failed);
      return failed == 0 && passed > 0 ? 0 : ExitCodes.FAILED;
    }
  }
}
