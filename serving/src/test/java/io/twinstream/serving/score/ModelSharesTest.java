package io.twinstream.serving.score;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ModelSharesTest {
  private static final int ENTITIES = 20_000;

  @Test
  void sharesAreAsWritten() {
    ModelShares split = split("fraud@1", 90, 10);
    assertThat(takenBy(split, "new"), allOf(greaterThan(1_800L), lessThan(2_200L)));
    assertThat(takenBy(split("fraud@1", 100, 0), "new"), is(0L));
    assertThat(takenBy(split("fraud@1", 0, 100), "new"), is((long) ENTITIES));
  }

  @Test
  void anEntityStaysWhereItIsWhenTheShareGrows() {
    ModelShares canary = split("fraud@1", 95, 5);
    ModelShares wider = split("fraud@1", 50, 50);
    for (int i = 0; i < ENTITIES; i++) {
      if (canary.pick("card" + i).equals("new")) {
        assertThat(wider.pick("card" + i), is("new"));
      }
    }
  }

  /** The hash must never change, because servers of different builds must agree. */
  @Test
  void theHashIsFixed() {
    StringBuilder picks = new StringBuilder();
    ModelShares half = split("fraud@1", 50, 50);
    for (int i = 0; i < 24; i++) {
      picks.append(half.pick("card" + i).charAt(0));
    }
    assertThat(picks.toString(), is("nnnonononnnoonnnononnono"));
  }

  @Test
  void anotherSaltSplitsIndependently() {
    ModelShares one = split("fraud@1", 50, 50);
    ModelShares two = split("cards@1", 50, 50);
    long both =
        IntStream.range(0, ENTITIES)
            .filter(i -> one.pick("c" + i).equals("new") && two.pick("c" + i).equals("new"))
            .count();
    assertThat(both, allOf(greaterThan(4_700L), lessThan(5_300L)));
    assertThat(both, not(takenBy(one, "new")));
  }

  private static long takenBy(ModelShares split, String model) {
    return IntStream.range(0, ENTITIES).filter(i -> split.pick("c" + i).equals(model)).count();
  }

  private static ModelShares split(String salt, int old, int fresh) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    shares.put("old", old);
    shares.put("new", fresh);
    return new ModelShares(salt, shares);
  }
}
