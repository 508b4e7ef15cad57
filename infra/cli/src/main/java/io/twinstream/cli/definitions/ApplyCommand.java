package io.twinstream.cli.definitions;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.cli.place.StoreOption;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
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
      "Publish definitions to servers and live jobs that use registry:PROJECT.",
      "",
      "The definitions are stored in the online store. Servers started with '--definitions",
      "registry:PROJECT' use them within a second, without dropping a request. Running jobs",
      "do not change: start a job for each new version of a view.",
      "",
      "Exit code 1 if a change is incompatible and --force is not given, if the definitions",
      "have problems, or if another user applied a change in the meantime.",
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
  @Mixin private RegistryOption registry;

  @Mixin private DefinitionsOption definitions;

  @Option(names = "--force", description = "Apply incompatible changes too.")
  private boolean force;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (OnlineStore open = store.open()) {
      DefinitionsPlan plan = new DefinitionsPlan(open, definitions.path(), registry.schemas());
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
