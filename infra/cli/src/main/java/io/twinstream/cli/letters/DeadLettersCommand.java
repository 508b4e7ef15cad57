package io.twinstream.cli.letters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters}. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "List, show, export, fix and replay dead letters: records that are not valid events.",
      "",
      "If the definitions or the producer were wrong, fix those, then replay the originals. If the",
      "records are wrong: export them, edit the file or fix it by a mapping, then replay the file.",
      "replay sends each dead letter once, however often it runs.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream dead-letters list --by-reason",
      "  twinstream dead-letters export --reason WRONG_TYPE --write letters.jsonl",
      "  twinstream dead-letters fix --letters letters.jsonl --mapping comma.yaml \\",
      "      --definitions my/features --write fixed.jsonl",
      "  twinstream dead-letters replay --letters fixed.jsonl --definitions my/features --send",
      "",
      "Help of a COMMAND: twinstream dead-letters COMMAND --help"
    },
    subcommands = {
      ListLetters.class,
      ShowLetter.class,
      ExportLetters.class,
      FixLetters.class,
      ReplayLetters.class
    })
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }
}
