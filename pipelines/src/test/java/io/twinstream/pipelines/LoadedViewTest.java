package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests a fresh live job over a view that a backfill has filled. */
@Tag("slow")
class LoadedViewTest extends LiveJobFixture {
  private final List<Transactions.Known> records = Transactions.records(5, 300);
  private final Map<String, String> expected = Expected.states(CARDS, records);

  @Test
  void anEmptyGenerationAndOneWithFewerEventsHideNothing() throws Exception {
    begin(2);
    Generation loaded = load();
    assertThat(stream("--views=" + CARDS), is(0));
    Generation empty = newest(loaded);
    awaitNextProgressOf(empty); // which has caught up with its topic
    assertThat(Expected.followed(stack.store(), CARDS), is(loaded));
    assertThat(hiddenBy(loaded), is(Optional.empty()));

    send(records.subList(200, 300), 2);
    awaitTrue(() -> !Expected.stored(stack.store(), empty).isEmpty());
    awaitNextProgressOf(empty);
    assertThat(Expected.followed(stack.store(), CARDS), is(loaded));
    assertThat(Expected.stored(stack.store(), CARDS), is(expected));
    awaitTrue(() -> hiddenBy(loaded).isPresent());
    assertThat(hiddenBy(loaded), is(Optional.of(empty))); // readers get this status

    assertThat(load(), is(loaded)); // while the job runs, and has no more events
    awaitNextProgressOf(empty);
    assertThat(hiddenBy(loaded), is(Optional.empty()));
    send(List.of(Transactions.record(records.get(299).at())), 2);
    awaitTrue(() -> hiddenBy(loaded).isPresent());
    assertThat(hiddenBy(loaded), is(Optional.of(empty)));
    cancelJobs();

    assertThat(stream("--views=" + CARDS, "--replace-loaded=" + CARDS), is(0));
    Generation replacing = newest(loaded);
    awaitTrue(() -> Expected.followed(stack.store(), CARDS).equals(replacing));
    assertThat(Expected.followed(stack.store(), CARDS), is(replacing));
  }

  /** None of them has the view's key, so there is no state although the job has caught up. */
  @Test
  void eventsOfOtherViewsHideNothing() throws Exception {
    begin(2);
    Generation loaded = load();
    List<Transactions.Known> keyless =
        records.subList(0, 100).stream()
            .map(each -> new Transactions.Known(each.at(), keyless(each.template())))
            .toList();
    Path history = Transactions.write(folder, keyless);
    assertThat(backfill(history, "--views=" + CARDS, "--new-generation"), is(not(0)));
    send(keyless, 2);
    assertThat(stream("--views=" + CARDS), is(0));
    awaitNextProgressOf(newest(loaded));
    assertThat(Expected.followed(stack.store(), CARDS), is(loaded));
  }

  private static String keyless(String json) {
    return json.replaceAll("\"card_id\": \"[^\"]*\"", "\"card_id\": null");
  }

  /** Neither has a state of the view: readers follow the one that still publishes progress. */
  @Test
  void aLiveGenerationWithoutStatesTakesOverFromAnother() throws Exception {
    begin(2);
    send(
        records.subList(0, 100).stream()
            .map(each -> new Transactions.Known(each.at(), keyless(each.template())))
            .toList(),
        2);
    assertThat(stream("--views=" + CARDS), is(0));
    ViewKey view = new ViewKey("payments", CARDS);
    awaitTrue(() -> pointer(view).isPresent());
    Generation before = pointer(view).orElseThrow();
    cancelJobs();

    assertThat(stream("--views=" + CARDS), is(0));
    awaitTrue(() -> pointer(view).orElseThrow().compareTo(before) > 0);
    assertThat(pointer(view).orElseThrow(), is(newest(before)));
  }

  private Optional<Generation> pointer(ViewKey view) {
    return Await.within(SOON, stack.store().generations().pointer(view));
  }

  @Test
  void oneWithTheLoadsEventsIsFollowedWhenItHasCaughtUp() throws Exception {
    begin(2);
    Generation loaded = load();
    send(records, 2);
    assertThat(stream("--views=" + CARDS), is(0));
    Generation live = newest(loaded);
    awaitTrue(() -> Expected.followed(stack.store(), CARDS).equals(live));
    assertThat(Expected.followed(stack.store(), CARDS), is(live));
    assertThat(Expected.stored(stack.store(), CARDS), is(expected));
  }

  private Generation load() throws Exception {
    Path history = Transactions.write(folder, records);
    assertThat(backfill(history, "--views=" + CARDS), is(0));
    assertThat(Expected.stored(stack.store(), CARDS), is(expected));
    return Expected.followed(stack.store(), CARDS);
  }

  private Generation newest(Generation of) {
    List<Generation> begun = Await.within(SOON, stack.store().generations().list(of.view()));
    return begun.get(begun.size() - 1);
  }

  /** Waits for progress of a complete job; readers are moved together with it. */
  private void awaitNextProgressOf(Generation generation) throws Exception {
    awaitTrue(() -> progress(generation).map(Progress::completeAt).orElse(0L) > 0);
    long complete = progress(generation).orElseThrow().publishedAt();
    awaitTrue(() -> progress(generation).orElseThrow().publishedAt() > complete + 600);
  }

  private Optional<Generation> hiddenBy(Generation of) {
    return Await.within(SOON, stack.store().generations().hiddenBy(of));
  }

  private Optional<Progress> progress(Generation of) {
    return Await.within(SOON, stack.store().progress().published(of));
  }
}
