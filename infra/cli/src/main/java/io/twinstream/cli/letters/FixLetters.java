package io.twinstream.cli.letters;

import io.twinstream.cli.letters.LetterMapping.Mapped;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.files.FilePaths;
import java.io.PrintWriter;
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

/** The command {@code dead-letters fix}: changes them by a mapping, and shows what changes. */
@Command(
    name = "fix",
    mixinStandardHelpOptions = true,
    description = {
      "Change dead letters by a mapping, and show what changes and what would be accepted.",
      "",
      "Nothing is sent: --write writes a file for replay --letters. Without --mapping the command",
      "shows the edits of a file. The decoder of the live job decides what would be accepted, with",
      "the time at which each record would be known if it were sent now.",
      "",
      "A mapping is a YAML file of rules, which apply in their order:",
      "",
      "  mappings:",
      "    - name: decimal commas",
      "      reason: wrong_type",
      "      where: \"record.amount.contains(',')\"",
      "      set: {amount: \"double(record.amount.replace(',', '.'))\"}",
      "    - {where: \"has(record.amt)\", rename: {amt: amount}, remove: [debug.trace]}",
      "    - {reason: malformed, payload: \"payload + '}'\"}",
      "    - {where: \"record.card_id.startsWith('test-')\", drop: true}",
      "",
      "reason, source and where select records; payload replaces the text of a record; rename, set",
      "and remove change fields, by their paths. Conditions and values are CEL over record,",
      "payload, reason, detail, source, position, key, headers, known and timestamp. A condition",
      "that cannot be evaluated, as one on a missing field, does not select. If a value cannot be",
      "evaluated, the record stays as it was, and is reported.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream dead-letters fix --definitions my/features --mapping comma.yaml",
      "  twinstream dead-letters fix --definitions my/features --mapping comma.yaml \\",
      "      --reason WRONG_TYPE --write fixed.jsonl",
      "  twinstream dead-letters fix --definitions my/features --letters edited.jsonl"
    })
final class FixLetters implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LetterSelection selection;

  @Option(names = "--mapping", paramLabel = "FILE", description = "The mapping, in YAML.")
  private Optional<String> mapping = Optional.empty();

  @Mixin private SendingOptions sending;

  @Option(
      names = "--differences",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How many changed records to show of each reason and rule (default: ${DEFAULT-VALUE}).")
  private int differences;

  @Mixin private WriteOption output;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (selection.project().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name the definitions that decide what is accepted: --definitions");
    }
    LetterMapping rules =
        mapping.map(file -> LetterMapping.read(FilePaths.of(file))).orElse(LetterMapping.none());
    List<Mapped> mapped = new ArrayList<>();
    selection.read().values().forEach(letter -> mapped.add(rules.apply(letter)));
    List<EditedLetter> letters = mapped.stream().map(Mapped::letter).toList();
    ReplayLedger ledger = ReplayLedger.read(selection.kafka(), selection.ledger());
    FixReport report =
        new FixReport(rules.names(), mapped, sending.plan(selection, letters, ledger));
    output.write(letters);
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      Json.print(out, report.toMap());
    } else {
      report.print(out, differences);
      out.println(
          output
              .file
              .map(file -> "written to " + file + "; replay --letters " + file + " sends them")
              .orElse("nothing is written; name a file for replay by --write"));
    }
    out.flush();
    return 0;
  }
}
