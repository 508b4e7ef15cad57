package io.twinstream.pipelines.backfill;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.ShopHistory;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OverriddenStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that the states of a backfill in chunks equal those of a single run in the online store.
 */
@Tag("slow")
class BackfillOnlineInChunksTest {
  @TempDir Path folder;
  @TempDir Path processes;
  private ShopHistory history;
  private Supervisor supervisor;
  private String whole;
  private String chunked;

  @BeforeEach
  void start() throws Exception {
    history = new ShopHistory(folder);
    supervisor = new Supervisor(StateDirectory.at(processes));
    whole = RedisServer.start(supervisor, "whole").address();
    chunked = RedisServer.start(supervisor, "chunked").address();
    assertThat(backfill("--online", "--redis=" + whole), is(0));
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  private int backfill(String... more) {
    return history.backfill(new BackfillJob(StoreAddress::redis), more);
  }

  @Test
  void statesAreThoseOfOneGo() throws Exception {
    String progress = "--progress=" + folder.resolve("progress");
    assertThat(backfill(progress, "--chunk=3d", "--online", "--redis=" + chunked), is(0));
    assertSameStates();
    // Again: nothing is computed, and the online store does not change.
    assertThat(backfill(progress, "--since=last", "--online", "--redis=" + chunked), is(0));
    assertSameStates();
  }

  @Test
  void statesAreThoseOfOneGoAfterAKillBetweenChunks() throws Exception {
    String output = "--output=" + folder.resolve("rows");
    assertThat(backfill(output, "--chunk=3d", "--to=2026-03-05"), is(0));
    assertThat(backfill(output, "--chunk=3d", "--online", "--redis=" + chunked), is(0));
    assertSameStates();
  }

  @Test
  void statesAreThoseOfOneGoAfterAnEndWhileTheyAreWritten() throws Exception {
    String[] args = {
      "--output=" + folder.resolve("rows"), "--chunk=3d", "--online", "--redis=" + chunked
    };
    assertThat(history.backfill(new BackfillJob(OneView::at), args), is(not(0)));
    assertThat(begun(), is(List.of()));
    assertThat(backfill(args), is(0));
    assertSameStates();
  }

  @Test
  void ofALoadThatFailsNothingIsLeft() {
    String[] args = {"--online", "--redis=" + chunked};
    assertThat(history.backfill(new BackfillJob(OneView::at), args), is(not(0)));
    assertThat(begun(), is(List.of()));
    assertThat(backfill(args), is(0));
    List<Generation> loaded = begun();
    assertThat(loaded, hasSize(2));
    assertThat(
        history.backfill(new BackfillJob(OneView::at), args[0], args[1], "--new-generation"),
        is(not(0)));
    assertThat(begun(), is(loaded));
    assertSameStates();
  }

  /** A server that becomes unavailable before the second view is written. */
  private static final class OneView {
    static StoreAddress at(String redis) {
      StoreAddress address = StoreAddress.redis(redis);
      return () ->
          OverriddenStore.of(
              address.open(),
              call ->
                  call.isOf("write")
                          && ((Generation) call.arguments()[0])
                              .view()
                              .view()
                              .equals("shop_orders@1")
                      ? CompletableFuture.failedStage(new StoreException("gone", null))
                      : call.proceed());
    }
  }

  private void assertSameStates() {
    for (String view : ShopHistory.VIEWS) {
      Map<String, String> expected = states(whole, view);
      assertThat(expected, is(aMapWithSize(greaterThan(3))));
      assertThat(states(chunked, view), is(expected));
    }
  }

  /** The states that readers see: by entity, version and bytes, and the first known time. */
  private static Map<String, String> states(String redis, String view) {
    Map<String, String> states = new TreeMap<>();
    try (OnlineStore store = StoreAddress.redis(redis).open()) {
      Generation generation =
          await(store.generations().pointer(new ViewKey("shop", view))).orElseThrow();
      store
          .states()
          .scan(
              generation,
              (entity, state) ->
                  states.put(
                      entity,
                      state.newest() + " " + state.count() + Arrays.toString(state.bytes())));
      states.put("", "events from " + await(store.generations().eventsFrom(generation)));
    }
    return states;
  }

  private List<Generation> begun() {
    try (OnlineStore store = StoreAddress.redis(chunked).open()) {
      return ShopHistory.VIEWS.stream()
          .flatMap(view -> await(store.generations().list(new ViewKey("shop", view))).stream())
          .toList();
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
