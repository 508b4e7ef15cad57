package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import io.twinstream.pipelines.online.LiveView;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.ViewKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final Generation GENERATION = new Generation(new ViewKey("shop", "spend@1"), 7);
  private static final LiveView PLANNED = planned(1_000);

  @Test
  void whatBeginsLaterThanPlannedHasEventsFromLaterOn() {
    LiveView read = PLANNED.asRead(Map.of("t#i/0", first(15, 2_000), "t#i/1", first(3, 500)));
    assertThat(read.first(), is(Map.of("t#i/0", 15L, "t#i/1", 3L)));
    assertThat(read.eventsFrom(), is(2_000L));
    // A value that is no longer reported stays as it was.
    assertThat(read.asRead(Map.of()), is(sameInstance(read)));
    assertThat(PLANNED.asRead(Map.of("t#i/0", first(11, 10))).eventsFrom(), is(1_000L));
    LiveView unknown = planned(Long.MIN_VALUE).asRead(Map.of("t#i/0", first(15, 2_000)));
    assertThat(unknown.eventsFrom(), is(Long.MIN_VALUE));
    assertThat(unknown.first().get("t#i/0"), is(15L));
  }

  @Test
  void whatBeginsAsPlannedStaysAsItIs() {
    ReadTo nothing = ReadTo.nothing(1, ReadTo.First.NONE);
    Map<String, ReadTo> read =
        Map.of("t#i/0", first(10, 2_000), "t#i/1", nothing, "t#other/0", first(99, 9_000));
    assertThat(PLANNED.asRead(read), is(sameInstance(PLANNED)));
  }

  private static LiveView planned(long eventsFrom) {
    return new LiveView(GENERATION, eventsFrom, Map.of("t#i/0", 10L, "t#i/1", 3L), false);
  }

  private static ReadTo first(long offset, long known) {
    return new ReadTo(1, new ReadTo.First(offset, known), 0, 0, 0);
  }
}
