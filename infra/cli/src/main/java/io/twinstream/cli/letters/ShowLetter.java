package io.twinstream.cli.letters;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.text.Names;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters show}: shows one. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {"Show one dead letter, with its original bytes.", ""},
    footer = {"", "Examples:", "  twinstream dead-letters show txn.events/2@1234"})
final class ShowLetter implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LetterSelection selection;

  @Parameters(
      paramLabel = "POSITION",
      description = "The position of the dead letter, as list prints it.")
  private String position;

  @Override
  public Integer call() {
    Map<String, EditedLetter> letters = selection.read();
    EditedLetter edited = letters.get(position);
    if (edited == null) {
      throw new IllegalArgumentException(Names.unknown("dead letter", position, letters.keySet()));
    }
    DeadLetter letter = edited.letter();
    PrintWriter out = spec.commandLine().getOut();
    out.println("position  " + letter.position());
    out.println("source    " + letter.source());
    out.println("reason    " + letter.reason());
    out.println("detail    " + letter.detail());
    out.println("known     " + Instant.ofEpochMilli(letter.known()));
    Provenance provenance = Provenance.of(letter);
    if (provenance.tries() > 0) {
      out.println("original  " + provenance.of());
      out.println("try       " + provenance.tries());
    }
    Envelope envelope = letter.envelope();
    if (envelope.key() != null) {
      out.println("key       " + text(envelope.key()));
    }
    if (envelope.timestamp() != Envelope.NO_TIMESTAMP) {
      out.println("timestamp " + Instant.ofEpochMilli(envelope.timestamp()));
    }
    envelope.headers().forEach(header -> out.println("header    " + header.name()));
    if (envelope.cut()) {
      out.println("          the key or the headers are truncated here");
    }
    boolean cut = letter.isPayloadCut();
    out.println("size      " + letter.size() + (cut ? " bytes, truncated here" : " bytes"));
    if (cut) {
      out.println("sha256    " + letter.sha256());
    }
    out.println(text(letter.payload()));
    if (edited.drop()) {
      out.println("dropped");
    } else if (edited.isEdited()) {
      out.println("fixed:");
      out.println(text(edited.payload()));
    }
    out.flush();
    return 0;
  }

  private static String text(byte[] payload) {
    return RecordJson.isText(payload)
        ? RecordJson.text(payload)
        : "not text: " + HexFormat.of().formatHex(payload);
  }
}
