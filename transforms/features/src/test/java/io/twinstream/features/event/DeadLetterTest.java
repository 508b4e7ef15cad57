package io.twinstream.features.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests how much of an original a dead letter keeps, and how it reports the rest. */
class DeadLetterTest {
  private static final Envelope.Header LARGE = new Envelope.Header("trace", new byte[100_000]);

  @Test
  void smallOriginalsAreKeptWhole() {
    Envelope envelope = new Envelope(new byte[10], 1, List.of(LARGE));
    DeadLetter letter = letter(100).withEnvelope(envelope);
    assertThat(letter.envelope(), is(sameInstance(envelope)));
    assertThat(letter.detail(), is("why"));
    assertThat(letter.sha256(), is(""));
  }

  @Test
  void thePayloadTheKeyAndTheHeadersAreBoundedAsAWhole() {
    DeadLetter keyed = letter(2 << 20).withEnvelope(new Envelope(new byte[2 << 20], 1, List.of()));
    assertThat(
        keyed.payload().length + keyed.envelope().key().length,
        is(DeadLetter.MAX_PAYLOAD + DeadLetter.MAX_ENVELOPE));
    assertThat(keyed.size(), is(2L << 20));
    assertThat(keyed.sha256().length(), is(64));
    Envelope large = new Envelope(new byte[10], 1, List.of(LARGE, LARGE, LARGE));
    assertThat(letter(1).withEnvelope(large).envelope().headers(), hasSize(2));
    Envelope many =
        new Envelope(null, 1, Collections.nCopies(1 << 20, new Envelope.Header("", null)));
    int kept = letter(1).withEnvelope(many).envelope().headers().size();
    assertThat(kept * 32, lessThanOrEqualTo(DeadLetter.MAX_ENVELOPE));
  }

  @Test
  void truncatedOriginalsNameTheirPositionOnce() {
    DeadLetter cut = letter(1).withEnvelope(new Envelope(new byte[1 << 20], 1, List.of()));
    String detail = "why; its key or headers are cut: the original is at t#1/0@5";
    assertThat(cut.detail(), is(detail));
    assertThat(cut.envelope().cut(), is(true));
    DeadLetter shorter = cut.within(4);
    assertThat(shorter.detail(), is(detail));
    assertThat(shorter.envelope().key().length, is(4));
    assertThat(letter(100).within(4).sha256(), is(letter(100).within(8).sha256()));
  }

  @Test
  void thoseOfEnrichedSourcesAreKeptApartAndAreNoOriginals() {
    DeadLetter one = letter("plus", Reason.NOT_ENRICHED);
    assertThat(one.id(), is(not(letter("twice", Reason.NOT_ENRICHED).id())));
    assertThat(one.isOriginal(), is(false));
    DeadLetter original = letter("s", Reason.LATE);
    assertThat(original.isOriginal(), is(true));
    assertThat(original.id(), is(original.position().toString()));
  }

  @Test
  void positionsAreParsedAsTheyAreWritten() {
    for (String origin : List.of("txn.events#dGhl-IGlk_A", "a/b@c/d.csv", "plain")) {
      Position position = new Position(origin, 3, 17);
      assertThat(Position.parse(position.toString()), is(position));
    }
    for (String wrong : List.of("", "t", "t/1", "t@1", "/1@2", "t/x@1", "t/1@", "t@1/2")) {
      assertThrows(IllegalArgumentException.class, () -> Position.parse(wrong), wrong);
    }
  }

  private static DeadLetter letter(String source, Reason reason) {
    return DeadLetter.of(source, new Position("t#1", 0, 5), 7, reason, "why", new byte[1]);
  }

  private static DeadLetter letter(int size) {
    return DeadLetter.of(
        "s", new Position("t#1", 0, 5), 7, Reason.MALFORMED, "why", new byte[size]);
  }
}
