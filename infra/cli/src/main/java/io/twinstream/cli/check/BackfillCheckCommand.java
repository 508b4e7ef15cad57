package io.twinstream.cli.check;

import io.twinstream.cli.options.DefinitionsOption;
import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.HistoryOption;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.TimeOption;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code backfill-check}: checks the rows and states that a backfill has written. */
@Command(
    name = "backfill-check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check that rows and states of a backfill are what history says.",
      "",
      "Some entities of each view are computed again, one event after the other: every value of",
      "their rows, and the bytes of their states online, must be the same. Of a service, some of",
      "the rows are. Rows are counted against events.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream backfill-check --definitions my/features --history payments=history/ --output rows/",
      "  twinstream backfill-check --definitions my/features --history payments=history/ \\",
      "      --redis 127.0.0.1:6379 --json",
      "",
      "Exit code 1 if anything differs. A state that has seen more than history has is ahead: a",
      "live job goes on."
    })
public final class BackfillCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;
  @Mixin private HistoryOption history;

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "Which views (default: all of the sources that have history).")
  private List<String> views = List.of();

  @Option(
      names = "--service",
      paramLabel = "NAME@VERSION",
      description = "The rows are those of a service, if the backfill had --service.")
  private Optional<String> service = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description = "With --service: at the events of which source the rows are.")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The rows that a backfill wrote, in a folder per view or the service's.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--rows",
      paramLabel = "exclusive|inclusive|self",
      defaultValue = "exclusive",
      description = "Which events the rows see (default: ${DEFAULT-VALUE}).")
  private Visibility visibility;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "The known time of the first row, if the backfill had --from.")
  private Instant from = Instant.ofEpochMilli(Long.MIN_VALUE);

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "The known time at which rows end, if the backfill had --to.")
  private Instant to = Instant.ofEpochMilli(Long.MAX_VALUE);

  @Option(names = "--redis", paramLabel = "HOST:PORT", description = "The online store.")
  private String redis;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "How many entities of a view, or rows of a service, are computed again (default:"
              + " ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which entities (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (output.isEmpty() && redis == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to check; give --output for rows, --redis for states");
    }
    Project project = definitions.load();
    List<ViewCheck> found = new ArrayList<>();
    if (service.isPresent() && output.isPresent()) {
      found.add(ServiceRowsCheck.of(request(project, output), service.get(), at));
    }
    if (service.isEmpty() || redis != null) {
      BackfillCheck.Request request =
          request(project, service.isPresent() ? Optional.empty() : output);
      try (OnlineStore store = redis == null ? null : OnlineStores.open(redis)) {
        for (View view : selected(project)) {
          found.add(BackfillCheck.of(request, view, store));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, found.stream().map(ViewCheck::toMap).toList());
    } else {
      found.forEach(view -> out.println(view.line()));
    }
    out.flush();
    return found.stream().allMatch(ViewCheck::holds) ? 0 : ExitCodes.FAILED;
  }

  private BackfillCheck.Request request(Project project, Optional<Path> rows) {
    return new BackfillCheck.Request(
        project,
        history.bySource,
        rows,
        visibility,
        from,
        to,
        sample,
        seed,
        Clock.systemUTC().instant());
  }

  private List<View> selected(Project project) {
    if (service.isPresent()) {
      return CompiledService.of(project, project.service(service.get())).views();
    }
    if (!views.isEmpty()) {
      return views.stream().map(project::view).toList();
    }
    return project.views().values().stream()
        .filter(view -> history.bySource.containsKey(view.source()))
        .toList();
  }
}
