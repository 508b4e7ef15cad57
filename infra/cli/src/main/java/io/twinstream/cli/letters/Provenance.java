package io.twinstream.cli.letters;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a record that was sent again comes from. It has it in its headers, so that its dead letter
 * has it too if it fails again.
 *
 * @param of the position of the first original
 * @param tries how often it was sent again; 0 for an original
 */
record Provenance(String of, int tries) {
  private static final String OF = "twinstream.replay.of";
  private static final String TRY = "twinstream.replay.try";

  static Provenance of(DeadLetter letter) {
    String of = letter.position().toString();
    int tries = 0;
    for (Envelope.Header header : letter.envelope().headers()) {
      if (header.value() != null && header.name().equals(OF)) {
        of = new String(header.value(), StandardCharsets.UTF_8);
      } else if (header.value() != null && header.name().equals(TRY)) {
        tries = parsed(new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new Provenance(of, tries);
  }

  /** Producers may send any headers. */
  private static int parsed(String text) {
    return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
  }

  Provenance next() {
    return new Provenance(of, tries + 1);
  }

  /** Returns headers with this provenance instead of an earlier one. */
  List<Envelope.Header> in(List<Envelope.Header> headers) {
    List<Envelope.Header> all = new ArrayList<>(headers);
    all.removeIf(header -> header.name().equals(OF) || header.name().equals(TRY));
    all.add(new Envelope.Header(OF, of.getBytes(StandardCharsets.UTF_8)));
    all.add(new Envelope.Header(TRY, Integer.toString(tries).getBytes(StandardCharsets.UTF_8)));
    return all;
  }
}
