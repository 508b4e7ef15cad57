package io.twinstream.cli.check;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.SampleOption;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.options.KnownRange;
import io.twinstream.options.MaxRecordBytesOption;
import io.twinstream.options.RedisOption;
import io.twinstream.options.RowsFolder;
import io.twinstream.options.RowsOption;
import io.twinstream.options.ServiceRows;
import io.twinstream.options.ViewsOption;
import io.twinstream.stores.OnlineStore;
import io.twinstream.verify.backfill.BackfillCheck;
import io.twinstream.verify.backfill.ServiceRowsCheck;
import io.twinstream.verify.backfill.ViewCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code backfill-check}: checks the rows and states that a backfill has written. */
@Command(
    name = "backfill-check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check the rows and online states of a backfill against history.",
      "",
      "Recomputes some entities of each view, one event after the other, and compares every",
      "value of their rows and the bytes of their online states. With --service, it recomputes",
      "some rows of the service. Also compares the number of rows with the number of events.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream backfill-check --definitions my/features --history payments=history/"
          + " --output rows/",
      "  twinstream backfill-check --definitions my/features --history payments=history/ \\",
      "      --redis 127.0.0.1:6379 --json",
      "",
      "Exit code 1 if anything differs. A state with more events than history is 'ahead', which is",
      "no difference: a live job writes it."
    })
public final class BackfillCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;
  @Mixin private HistoryOption history;

  @Mixin private ViewsOption views;

  @ArgGroup(exclusive = false, heading = "%nRows of a service instead of rows of each view:%n")
  private ServiceRows service;

  @Mixin private RowsFolder rows;

  @Mixin private final RowsOption visibility = new RowsOption(Visibility.EXCLUSIVE);

  @Mixin private KnownRange range;

  @Mixin private RedisOption store;

  @Mixin private final SampleOption sample = new SampleOption(200);

  @Mixin private MaxRecordBytesOption records;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Optional<String> redis = store();
    if (rows.output.isEmpty() && redis.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to check: pass --output for rows, --redis for states, or both");
    }
    Project project = definitions.load();
    List<ViewCheck> found = new ArrayList<>();
    if (service != null && rows.output.isPresent()) {
      found.add(ServiceRowsCheck.of(request(project, rows.folder()), service.service, service.at));
    }
    if (service == null || redis.isPresent()) {
      BackfillCheck.Request request =
          request(project, service != null ? Optional.empty() : rows.folder());
      try (OnlineStore store = redis.map(OnlineStores::open).orElse(null)) {
        for (View view : selected(project)) {
          found.add(BackfillCheck.of(request, view, store));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, found.stream().map(ViewCheck::toMap).toList());
    } else {
      found.forEach(view -> out.println(view.line()));
    }
    out.flush();
    return found.stream().allMatch(ViewCheck::holds) ? 0 : ExitCodes.FAILED;
  }

  /** The store whose states are checked. Beside rows, it is only the one that the user names. */
  private Optional<String> store() {
    boolean named = spec.commandLine().getParseResult().hasMatchedOption("--redis");
    return named || rows.output.isEmpty() ? store.redis : Optional.empty();
  }

  private BackfillCheck.Request request(Project project, Optional<Path> rows) {
    return new BackfillCheck.Request(
        project,
        history.bySource,
        rows,
        visibility.visibility,
        range.from.orElse(Instant.ofEpochMilli(Long.MIN_VALUE)),
        range.to.orElse(Instant.ofEpochMilli(Long.MAX_VALUE)),
        sample.size,
        sample.seed(),
        records.maxRecordBytes,
        Clock.systemUTC().instant());
  }

  private List<View> selected(Project project) {
    if (service != null) {
      return CompiledService.of(project, project.service(service.service)).views();
    }
    if (!views.ids.isEmpty()) {
      return views.ids.stream().map(project::view).toList();
    }
    return project.views().values().stream()
        .filter(view -> history.bySource.containsKey(view.source()))
        .toList();
  }
}
