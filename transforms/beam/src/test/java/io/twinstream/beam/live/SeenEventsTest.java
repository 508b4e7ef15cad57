package io.twinstream.beam.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class SeenEventsTest {
  private static final SeenEvents.Coder CODER = new SeenEvents.Coder();

  private record Seen(long slice, long id, long identity) {}

  @Test
  void holdsWhatASetWouldHold() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      SeenEvents seen = SeenEvents.NONE;
      Set<Seen> expected = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        Seen one = any(random);
        assertThat(seen.contains(one.slice, one.id, one.identity), is(expected.contains(one)));
        assertThat(
            seen.containsId(one.id), is(expected.stream().anyMatch(each -> each.id == one.id)));
        if (expected.add(one)) {
          seen = seen.with(one.slice, one.id, one.identity);
        }
        if (i % 20 == 19) {
          long from = random.nextLong(-5, 5);
          seen = seen.since(from);
          expected.removeIf(each -> each.slice < from);
          seen = CoderUtils.clone(CODER, seen);
        }
        assertThat(seen.isEmpty(), is(expected.isEmpty()));
        if (!seen.isEmpty()) {
          long oldest = expected.stream().mapToLong(Seen::slice).min().orElseThrow();
          assertThat(seen.oldest(), is(oldest));
        }
      }
    }
  }

  @Test
  void theOrderOfArrivalLeavesNoTrace() {
    SeenEvents one = SeenEvents.NONE.with(1, 7, 8).with(1, 7, 6).with(0, -7, 9);
    SeenEvents other = SeenEvents.NONE.with(0, -7, 9).with(1, 7, 6).with(1, 7, 8);
    assertThat(one, is(other));
  }

  @Test
  void whatWasHandedOnIsNeverChanged() {
    SeenEvents before = SeenEvents.NONE.with(1, 7, 8);
    SeenEvents after = before.with(1, 9, 9).with(2, 9, 9);
    assertThat(before, is(SeenEvents.NONE.with(1, 7, 8)));
    assertThat(after.since(2), is(SeenEvents.NONE.with(2, 9, 9)));
  }

  @Test
  void anEventTakesSixteenBytesOfACheckpoint() throws Exception {
    Random random = new Random(5);
    SeenEvents seen = SeenEvents.NONE;
    for (int i = 0; i < 1_000; i++) {
      seen = seen.with(i % 17, random.nextLong(), random.nextLong());
    }
    assertThat(CoderUtils.encodeToByteArray(CODER, seen).length, lessThan(16_000 + 17 * 4));
  }

  private static Seen any(Random random) {
    long[] hashes = {Long.MIN_VALUE, -3, 0, 5, Long.MAX_VALUE};
    return new Seen(
        random.nextLong(-5, 5),
        hashes[random.nextInt(hashes.length)],
        hashes[random.nextInt(hashes.length)]);
  }
}
