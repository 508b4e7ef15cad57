package io.twinstream.cli.definitions;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.cli.place.StoreOption;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code plan}: shows what {@code apply} would change. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show what 'apply' would change, and which changes are incompatible.",
      "",
      "A change is incompatible with stored states, trained models, callers, or records that",
      "were written with an earlier schema. With a schema registry, the fields of sources are",
      "also compared with the schemas that are registered there.",
      "",
      "Exit code 1 if a change is incompatible, or the definitions have problems.",
      ""
    },
    footer = {"", "Examples:", "  twinstream plan --definitions my/features"})
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;
  @Mixin private RegistryOption registry;

  @Mixin private DefinitionsOption definitions;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (OnlineStore open = store.open()) {
      DefinitionsPlan plan = new DefinitionsPlan(open, definitions.path(), registry.schemas());
      plan.print(out);
      return plan.incompatible() == 0 ? 0 : ExitCodes.FAILED;
    } catch (DefinitionException e) {
      e.problems().forEach(out::println);
      return ExitCodes.FAILED;
    }
  }
}
