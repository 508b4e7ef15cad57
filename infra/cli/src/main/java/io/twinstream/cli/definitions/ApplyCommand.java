package io.twinstream.cli.definitions;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.StoreOption;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code apply}: stores definitions as those that a project's servers use. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make these definitions the ones that servers serve, and live jobs start with.",
      "",
      "With '--definitions registry:PROJECT', that is. They are kept in the online store, so that",
      "all agree. Servers that run take them up within a second, without dropping a request; jobs",
      "go on as they are: a new version of a view is computed by a job of its own.",
      "",
      "Exit code 1 if a change is incompatible and --force is not given, if the definitions have",
      "problems, or if another user applied a change meanwhile.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream plan --definitions my/features",
      "  twinstream apply --definitions my/features",
      "  twinstream serve --definitions registry:payments"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file.")
  private Path definitions;

  @Option(names = "--force", description = "Apply also what is incompatible.")
  private boolean force;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (OnlineStore open = store.open()) {
      DefinitionsPlan plan = new DefinitionsPlan(open, definitions);
      plan.print(out);
      if (plan.isEmpty()) {
        return 0;
      }
      if (plan.incompatible() > 0 && !force) {
        out.println("not applied: fix the incompatible changes, or pass --force");
        return ExitCodes.FAILED;
      }
      Optional<Long> number = plan.apply(InstantSource.system().millis());
      if (number.isEmpty()) {
        out.println("not applied: another user applied a change meanwhile; run plan again");
        return ExitCodes.FAILED;
      }
      out.printf("applied as number %d%n", number.get());
      return 0;
    } catch (DefinitionException e) {
      e.problems().forEach(out::println);
      return ExitCodes.FAILED;
    }
  }
}
