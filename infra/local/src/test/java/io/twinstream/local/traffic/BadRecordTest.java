package io.twinstream.local.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the pipeline refuses exactly the records that the generator corrupts. */
class BadRecordTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");

  private final Transactions transactions = new Transactions(1, 100, 1.1);
  private final EventDecoder decoder = decoder();

  private static EventDecoder decoder() {
    Project project =
        Definitions.load(Installation.find().home().resolve("transforms/examples/payments"));
    return EventDecoders.live(
        project.source("transactions"),
        Set.of("card_id", "user_id", "merchant_id"),
        EventDecoder.DEFAULT_MAX_BYTES);
  }

  private Decoded decode(byte[] payload) {
    return decoder.decode(
        new RawRecord(new Position("txn.events", 0, 0), NOW.toEpochMilli(), payload));
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedForTheIntendedReason(BadRecord kind) {
    for (int i = 0; i < 50; i++) {
      Decoded decoded = decode(kind.spoil(transactions.at(i, NOW)));
      assertThat(decoded, is(instanceOf(DeadLetter.class)));
      assertThat(((DeadLetter) decoded).reason(), is(kind.reason()));
    }
  }

  @Test
  void unspoiledPaymentsAreEvents() {
    for (int i = 0; i < 1_000; i++) {
      Decoded decoded = decode(transactions.at(i, NOW).bytes());
      assertThat(decoded, is(instanceOf(Event.class)));
      assertThat(((Event) decoded).ts(), is(NOW.toEpochMilli()));
    }
  }
}
