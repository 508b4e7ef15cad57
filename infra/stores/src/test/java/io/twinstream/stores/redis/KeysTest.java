package io.twinstream.stores.redis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.lettuce.core.cluster.SlotHash;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.ViewKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class KeysTest {
  private static final StateKeys SINGLE = new StateKeys(false);
  private static final StateKeys CLUSTER = new StateKeys(true);

  @Property
  void differentAddressesHaveDifferentKeys(
      @ForAll("addresses") StateKey a, @ForAll("addresses") StateKey b) {
    assertThat(key(a).equals(key(b)), is(a.equals(b)));
  }

  @Property
  void theEntityIsReadBackFromItsKey(@ForAll("addresses") StateKey address) {
    for (StateKeys keys : List.of(SINGLE, CLUSTER)) {
      byte[] prefix = keys.prefix(address.generation());
      assertThat(keys.entity(prefix, keys.key(prefix, address.entity())), is(address.entity()));
    }
  }

  @Property
  void aKeyIsItsAddressInUtf8(@ForAll("addresses") StateKey address) {
    byte[] expected =
        (address.generation() + ":" + address.entity()).getBytes(StandardCharsets.UTF_8);
    assertThat(SINGLE.key(SINGLE.prefix(address.generation()), address.entity()), is(expected));
  }

  @Property
  void onAClusterAllViewsOfAnEntityHaveOneSlot(
      @ForAll("addresses") StateKey a, @ForAll("addresses") StateKey b) {
    Assume.that(!a.entity().isEmpty()); // Then the whole key selects the slot.
    StateKey other = new StateKey(b.generation(), a.entity());
    assertThat(SlotHash.getSlot(clusterKey(a)), is(SlotHash.getSlot(clusterKey(other))));
  }

  @Property
  void differentAddressesHaveDifferentKeysOnACluster(
      @ForAll("addresses") StateKey a, @ForAll("addresses") StateKey b) {
    assertThat(Arrays.equals(clusterKey(a), clusterKey(b)), is(a.equals(b)));
  }

  @Property
  void noEntityHasTheKeyOfSomethingElse(
      @ForAll("addresses") StateKey a, @ForAll("addresses") StateKey b) {
    Generation other = b.generation();
    assertThat(key(a).equals(text(Keys.generation(other))), is(false));
    assertThat(key(a).equals(text(Keys.view(other.view()))), is(false));
    assertThat(key(a).equals(text(Keys.project(other.view().project()))), is(false));
  }

  /** Few characters, so that parts that look alike meet often. */
  @Provide
  Arbitrary<StateKey> addresses() {
    Arbitrary<String> project = Arbitraries.of("p", "p1", "p-1");
    Arbitrary<String> view = Arbitraries.of("v@1", "v@11", "v1@1");
    Arbitrary<Long> number = Arbitraries.longs().between(1, 12);
    Arbitrary<String> entity = Arbitraries.strings().withChars("1:#@v\u00e9\u0000").ofMaxLength(5);
    return Combinators.combine(project, view, number, entity)
        .as((p, v, n, e) -> new StateKey(new Generation(new ViewKey(p, v), n), e));
  }

  private static String key(StateKey address) {
    return text(SINGLE.key(SINGLE.prefix(address.generation()), address.entity()));
  }

  private static byte[] clusterKey(StateKey address) {
    return CLUSTER.key(CLUSTER.prefix(address.generation()), address.entity());
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }
}
