package io.twinstream.pipelines.heal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.stores.Eviction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DroppingTest {
  private static final Optional<Eviction> KEEPS = Optional.of(Eviction.NONE);
  private static final Optional<Eviction> DROPS =
      Optional.of(new Eviction("allkeys-lru", true, Map.of("run", 7L)));

  private final List<String> logged = new ArrayList<>();
  private final Dropping dropping = new Dropping(logged::add);

  @Test
  void lossesThatAreFoundAfterTheStoreBeganToDropAreLogged() {
    dropping.waits(DROPS, false);
    assertThat(logged, hasSize(0));
    assertThat(dropping.waits(DROPS, true), is(true));
    assertThat(logged, hasSize(1));
    assertThat(logged.get(0), containsString("Redis has evicted 7 keys"));
    assertThat(dropping.waits(DROPS, true), is(true));
    assertThat(logged, hasSize(1));
  }

  @Test
  void eachTimeIsLogged() {
    assertThat(dropping.waits(DROPS, true), is(true));
    assertThat(dropping.waits(KEEPS, true), is(false));
    assertThat(dropping.waits(DROPS, true), is(true));
    assertThat(logged, hasSize(2));
    dropping.waits(DROPS, false); // All were written again, and some are lost again.
    assertThat(dropping.waits(DROPS, true), is(true));
    assertThat(logged, hasSize(3));
  }
}
