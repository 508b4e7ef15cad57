package io.twinstream.cli.letters;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters export}: writes them to a file that can be edited. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Write dead letters as JSON, one a line, to be edited and sent by replay --letters.",
      "",
      "Edit record, the record as a JSON object; or text, if it is other text; or base64, if it is",
      "binary, such as Avro and Protobuf. \"drop\": true sends nothing. A line that is not edited",
      "is sent byte for byte, and a line that is deleted is left as it is. Leave the other fields",
      "unchanged: they say which dead letter it is, and keep its key, timestamp and headers.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream dead-letters export --reason MALFORMED --write letters.jsonl",
      "  twinstream dead-letters export --definitions my/features --open --write letters.jsonl",
      "  twinstream dead-letters export --letters logs/dead_letters --write letters.jsonl"
    })
final class ExportLetters implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LetterSelection selection;

  @Mixin private WriteOption output;

  @Override
  public Integer call() throws IOException {
    Collection<EditedLetter> letters = selection.read().values();
    PrintWriter out = spec.commandLine().getOut();
    if (output.file.isEmpty()) {
      BufferedWriter lines = new BufferedWriter(out);
      for (EditedLetter letter : letters) {
        LetterLines.write(lines, letter);
      }
      lines.flush();
      return 0;
    }
    output.write(letters);
    out.printf("%,d dead letters are in %s%n", letters.size(), output.file.get());
    print(out, "are binary, as base64: a mapping cannot change them", binary(letters));
    print(
        out,
        "are truncated and cannot be sent",
        letters.stream().filter(l -> !l.isWhole()).count());
    out.flush();
    return 0;
  }

  private static long binary(Collection<EditedLetter> letters) {
    return letters.stream().filter(letter -> !RecordJson.isText(letter.payload())).count();
  }

  private static void print(PrintWriter out, String what, long count) {
    if (count > 0) {
      out.printf("  %,d of them %s%n", count, what);
    }
  }
}
