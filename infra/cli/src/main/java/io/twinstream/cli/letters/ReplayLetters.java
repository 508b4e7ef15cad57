package io.twinstream.cli.letters;

import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters replay}: sends the records of dead letters again, each once. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Send the records of dead letters to their topics again, each once.",
      "",
      "For use after the cause is fixed, for example after a definition was corrected, or with",
      "--letters for a file that export or fix wrote. Without --send the command prints what it",
      "would send. New records have the keys and headers of the originals, are in the same",
      "partitions and, unless --timestamps is now, have the same timestamps. Their headers",
      "twinstream.replay.of and twinstream.replay.try name the original and count the tries, so a",
      "record that fails again is a dead letter that list shows as such.",
      "",
      "Records, and what was sent, are written in transactions, so a replay that was killed is",
      "continued by the next one, and a replay that runs again sends nothing twice. Readers of the",
      "topics must read committed records only, as the jobs do.",
      "",
      "With --definitions, what would be a dead letter again is not sent. Originals that were not",
      "kept completely are not sent, nor dead letters of enriched sources: their records were",
      "accepted, and would count twice. Dead letters of a topic that was deleted are sent only if",
      "--target names a topic. A dead letter that is dropped stays dropped.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream dead-letters replay --reason EXCESS_DIGITS",
      "  twinstream dead-letters replay --reason EXCESS_DIGITS --send",
      "  twinstream dead-letters replay --position txn.events/2@1234 --send",
      "  twinstream dead-letters replay --letters fixed.jsonl --definitions my/features --send",
      "  twinstream dead-letters replay --letters logs/dead_letters --send"
    })
final class ReplayLetters implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LetterSelection selection;

  @Mixin private SendingOptions sending;

  @Option(names = "--send", description = "Send the records.")
  private boolean send;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Collection<EditedLetter> letters = selection.read().values();
    ReplayPlan plan = send ? sent(letters) : plan(letters);
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, ReplayReport.toMap(plan));
    } else {
      ReplayReport.print(out, plan, send ? "sent" : "would be sent (add --send)");
    }
    out.flush();
    return 0;
  }

  private ReplayPlan sent(Collection<EditedLetter> letters) {
    try (LetterReplay replay = LetterReplay.begin(selection.kafka(), selection.ledger())) {
      ReplayLedger ledger = ReplayLedger.read(selection.kafka(), selection.ledger());
      ReplayPlan plan = sending.plan(selection, letters, ledger);
      replay.send(plan, ledger);
      return plan;
    }
  }

  private ReplayPlan plan(Collection<EditedLetter> letters) {
    ReplayLedger ledger = ReplayLedger.read(selection.kafka(), selection.ledger());
    return sending.plan(selection, letters, ledger);
  }
}
