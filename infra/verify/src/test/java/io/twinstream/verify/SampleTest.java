package io.twinstream.verify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.event.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final List<String> KEYS =
      IntStream.range(0, 5000).mapToObj(i -> "key" + i).toList();

  private static List<String> sample(List<String> keys, int size, long seed) {
    Sample<String> sample = new Sample<>(size, seed);
    keys.forEach(key -> sample.offer(Sample.number(key), key));
    return sample.items();
  }

  @Test
  void itDependsOnTheItemsAndTheSeedAlone() {
    List<String> shuffled = new ArrayList<>(KEYS);
    shuffled.addAll(KEYS.subList(0, 1000)); // some come again
    Collections.shuffle(shuffled, new Random(1));
    List<String> sample = sample(KEYS, 50, 1);
    assertThat(sample, hasSize(50));
    assertThat(sample(shuffled, 50, 1), is(sample));
    assertThat(sample(KEYS, 50, 2), is(not(sample)));
    assertThat(sample(KEYS, 200, 1).subList(0, 50), is(sample));
    assertThat(sample(KEYS.subList(0, 3), 50, 1), hasSize(3));
    assertThat(sample(KEYS, 0, 1), is(empty()));
  }

  /** Two strings of one {@code hashCode} are two keys. */
  @Test
  void keysThatShareAHashCodeAreTwo() {
    assertThat("Aa".hashCode(), is("BB".hashCode()));
    assertThat(sample(List.of("Aa", "BB"), 5, 1), hasSize(2));
    long one = Sample.number(new Position("a", 0, 1));
    assertThat(one == Sample.number(new Position("a", 1, 1)), is(false));
    assertThat(one == Sample.number(new Position("b", 0, 1)), is(false));
  }

  @Test
  void aDroppedItemIsNotKeptAndAChosenOneReplacesAnother() {
    Sample<String> sample = new Sample<>(5, 1);
    sample.offer(1, "one");
    sample.offer(2, "two");
    sample.offer(2, "twice", (first, other) -> other);
    sample.remove(1);
    assertThat(sample.items(), contains("twice"));
  }

  @Test
  void oneInManyIsAboutThatShare() {
    long chosen = KEYS.stream().filter(key -> Sample.order(key) % 50 == 0).count();
    assertThat(chosen, is(greaterThan(60L)));
    assertThat(chosen, is(lessThan(150L)));
  }
}
