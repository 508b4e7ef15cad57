package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

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

  @Test
  void thoseOfEnrichedSourcesAreKeptApartAndAreNoOriginals() {
    Position position = new Position("txn.events", 3, 17);
    PublishedLetter one = letter(position, "plus", Reason.NOT_ENRICHED);
    PublishedLetter other = letter(position, "twice", Reason.NOT_ENRICHED);
    assertThat(one.id(), is(not(other.id())));
    assertThat(one.topic(), is("txn.events"));
    assertThat(one.isOriginal(), is(false));
    assertThat(letter(position).isOriginal(), is(true));
    assertThat(letter(position).id(), is(position.toString()));
  }

  private static PublishedLetter letter(Position position) {
    return letter(position, "txn", Reason.LATE);
  }

  private static PublishedLetter letter(Position position, String source, Reason reason) {
    return new PublishedLetter(
        position.toString(), source, reason, "", Instant.EPOCH, 0, "", new byte[0], Envelope.NONE);
  }
}
