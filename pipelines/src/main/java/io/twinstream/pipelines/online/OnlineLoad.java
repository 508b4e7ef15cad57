package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.apache.beam.sdk.PipelineResult;

/**
 * A load of states into the online store. When it is finished, readers follow the generations of
 * its views; if it fails, closing drops the generations that it began.
 */
public final class OnlineLoad implements AutoCloseable {
  private final OnlineStore store;
  private final PrintWriter err;
  private final Map<String, Generation> generations = new LinkedHashMap<>();
  private final BegunGenerations begun;
  private final Map<Generation, OptionalLong> lostAt = new LinkedHashMap<>();

  /**
   * @param err receives warnings of what remains in the store
   */
  public OnlineLoad(OnlineStore store, PrintWriter err) {
    this.store = store;
    this.err = err;
    this.begun = new BegunGenerations(store, err);
  }

  /**
   * Chooses the generation for the states of a view: {@link Generations#toRebuild}.
   *
   * @param fingerprint of the states' layout
   * @return the generation, which readers follow already unless it is new
   */
  public Generation into(ViewKey view, String fingerprint, boolean fresh) {
    warnOfAbandoned(store, view, err);
    Generation into = Generations.toRebuild(store, view, fingerprint, fresh);
    noteEviction(into);
    lostAt.put(into, await(store.losses().lostAt(into)));
    if (!Generations.isFollowed(store, into)) {
      begun.add(into);
    }
    generations.put(view.view(), into);
    return into;
  }

  /** Prints a warning for each generation that a killed load or job may have left. */
  static void warnOfAbandoned(OnlineStore store, ViewKey view, PrintWriter err) {
    Generations.abandoned(store, view)
        .forEach(
            each -> {
              err.println(
                  each
                      + " was begun by a load or a job that did not complete it; "
                      + "unless that is still running, drop it with: "
                      + BegunGenerations.DROP);
              err.flush();
            });
  }

  /** The chosen generations, by view. */
  public Map<String, Generation> generations() {
    return generations;
  }

  /**
   * Moves readers to the loaded generations.
   *
   * @param earliest the known time of the first event of a view's source
   * @param written the result of the pipeline that has written the states
   * @param began a time before the history was read, in milliseconds since 1970
   * @throws IllegalStateException if a view has no states, or readers follow a later generation
   */
  public void finish(ToLongFunction<String> earliest, PipelineResult written, long began) {
    generations.forEach(
        (view, into) -> Generations.requireStates(store, into, WriteOnline.written(written, view)));
    generations.values().forEach(this::requireWhole);
    generations.forEach(
        (view, into) ->
            Generations.finishLoad(
                store, into, earliest.applyAsLong(view), began, WriteOnline.newest(written, view)));
  }

  /**
   * Checks for losses. States lost before the load are there again, unless a live job has events
   * after the history's end; states lost during the load are not.
   */
  private void requireWhole(Generation into) {
    noteEviction(into);
    OptionalLong before = lostAt.get(into);
    boolean whole =
        before.isPresent() && !Generations.isLive(store, into)
            ? await(store.losses().refilled(into, before.getAsLong()))
            : await(store.losses().lostAt(into)).equals(before);
    if (!whole) {
      throw new IllegalStateException(
          "the online store lost states of "
              + into
              + " while they were loaded: check its memory and its maxmemory-policy, and "
              + "load them again");
    }
  }

  private void noteEviction(Generation into) {
    await(store.losses().eviction())
        .ifPresent(found -> await(store.losses().noteEviction(into.view(), found)));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Override
  public void close() {
    begun.close();
  }
}
