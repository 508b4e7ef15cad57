package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EntityReportTest {
  private static final long AT = 1_700_000_000_000L;

  private final Project project =
      Definitions.load(Installation.find().home().resolve("transforms/examples/payments"));

  @Test
  void tilesAreTablesThatSayWhatTheyHold() {
    CompiledView view = CompiledView.of(project, project.view("card_spend@1"));
    EntityState state = view.add(view.empty(), payment());
    StoredState stored = new StoredState(state.newest(), state.count(), view.encode(state));
    StringWriter text = new StringWriter();
    Generation generation = new Generation(new ViewKey("payments", "card_spend@1"), 7);
    new EntityReport(view, generation, stored, AT + 1).print(new PrintWriter(text), true);
    String printed = text.toString();
    assertThat(printed, containsString("tiles of 1m"));
    assertThat(printed, containsString("where status == 'declined'"));
    assertThat(printed, containsString("sum of amount"));
    assertThat(printed, containsString("12.34"));
    assertThat(printed, not(containsString("Field[")));
    assertThat(printed, not(containsString(": \n")));
  }

  @Test
  void anEntityWithoutAStateIsNotAlwaysOneThatWasNeverSeen() {
    CompiledView view = CompiledView.of(project, project.view("card_spend@1"));
    ViewKey key = new ViewKey("payments", "card_spend@1");
    OnlineStore store = new MemoryStore(InstantSource.system());
    Generation own = await(store.generations().begin(key, view.fingerprintText(), 0));
    EntityReport.requireNeverSeen(store, own, view);
    Generation other = await(store.generations().begin(key, "f1", 0));
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> EntityReport.requireNeverSeen(store, other, view))
            .getMessage(),
        allOf(containsString("f1"), containsString(view.fingerprintText())));
    await(store.losses().renew(own, view.fingerprintText(), 0, 5)); // it lost states
    assertThrows(
        IllegalStateException.class, () -> EntityReport.requireNeverSeen(store, own, view));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(5), stage);
  }

  private Event payment() {
    String json =
        """
        {"transaction_id": "t", "card_id": "c", "user_id": "u", "merchant_id": "m",
         "amount": 12.34, "currency": "EUR", "device_type": "web", "status": "declined",
         "timestamp": %d}"""
            .formatted(AT);
    RawRecord record =
        new RawRecord(new Position("topic", 0, 0), AT, json.getBytes(StandardCharsets.UTF_8));
    EventDecoder decoder =
        EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20);
    return (Event) decoder.decode(record);
  }
}
