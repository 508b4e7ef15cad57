package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.TopicId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PublishedLetterTest {
  @Test
  void itsTopicIsThatOfItsPositionWithoutTheId() {
    String origin = new TopicId("txn.events", "dGhlIGlkIG9mIGl0IGFsbA").toString();
    assertThat(letter(new Position(origin, 3, 17)).topic(), is("txn.events"));
    assertThat(letter(new Position("txn.events", 3, 17)).topic(), is("txn.events"));
  }

  private static PublishedLetter letter(Position position) {
    return new PublishedLetter(
        position.toString(),
        "txn",
        Reason.LATE,
        "",
        Instant.EPOCH,
        0,
        "",
        new byte[0],
        Envelope.NONE);
  }
}
