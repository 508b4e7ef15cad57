package io.twinstream.pipelines.online;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.definition.TableRules.Loads;
import io.twinstream.features.definition.View;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.beam.sdk.PipelineResult;

/**
 * A load of a table into the online store. It fills a new generation of each view over the table,
 * so that no reader sees a part of it, and is complete when the pointer of readers moves there from
 * the generation of the load before: of two loads that run at once, the later one is refused. A
 * load of changes begins with a copy of that generation, and one of a snapshot without states, so
 * that keys which the snapshot lacks are deleted.
 */
public final class TableLoad implements AutoCloseable {
  private static final int BATCH = 500;

  private final OnlineStore store;
  private final Source table;
  private final Load load;
  private final BegunGenerations begun;
  private final Map<String, Generation> generations = new LinkedHashMap<>();
  private final Map<String, Optional<Generation>> before = new LinkedHashMap<>();
  private final Map<Generation, OptionalLong> lostAt = new LinkedHashMap<>();

  private TableLoad(OnlineStore store, Source table, Load load, PrintWriter err) {
    this.store = store;
    this.table = table;
    this.load = load;
    this.begun = new BegunGenerations(store, err);
  }

  /**
   * Begins the next load of a table.
   *
   * @param views of the table, by id
   * @param logged the number of the latest load in the log of the table; 0 if it has none
   * @param restores whether it loads the log itself, whose latest load it is then
   * @param at when it begins, in milliseconds since 1970
   * @param err receives warnings of what remains in the store
   * @throws IllegalArgumentException if a view has states of another definition
   * @throws StoreException if it has changes only, and the store was emptied
   */
  public static TableLoad begin(
      OnlineStore store,
      ShippedProject project,
      Source table,
      List<String> views,
      long logged,
      boolean restores,
      long at,
      PrintWriter err) {
    String of = project.project().name();
    long last = 0;
    for (View view : project.project().viewsOf(table.name())) {
      last = Math.max(last, lastLoad(store, new ViewKey(of, view.id())));
    }
    boolean partial = table.table().orElseThrow().loads() == Loads.CHANGES && !restores;
    if (partial && last == 0 && logged > 0) {
      throw new StoreException(
          ("the online store has no rows of table '%1$s', whose log has %2$d loads, so these changes"
                  + " would be all of it: first restore it with --history %1$s=LOG/%1$s --log LOG")
              .formatted(table.name(), logged),
          null);
    }
    long number = restores ? Math.max(1, logged) : Math.max(last, logged) + 1;
    TableLoad begun = new TableLoad(store, table, new Load(number, at), err);
    try {
      // In one order, so that one of two loads that run at once is refused before it moves readers.
      for (String view : views.stream().sorted().toList()) {
        begun.into(new ViewKey(of, view), project.view(view).fingerprintText(), err);
      }
      return begun;
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  private static long lastLoad(OnlineStore store, ViewKey view) {
    return await(store.generations().pointer(view))
        .map(followed -> await(store.generations().loadNumber(followed)).orElse(0))
        .orElse(0L);
  }

  private void into(ViewKey view, String fingerprint, PrintWriter err) {
    OnlineLoad.warnOfAbandoned(store, view, err);
    Optional<Generation> followed = await(store.generations().pointer(view));
    followed.ifPresent(
        generation ->
            Generations.requireLayout(
                store, generation, fingerprint, "give the changed view a new version"));
    Generation into = await(store.generations().begin(view, fingerprint, Long.MIN_VALUE));
    begun.add(into);
    before.put(view.view(), followed);
    generations.put(view.view(), into);
    noteEviction(view);
    lostAt.put(into, await(store.losses().lostAt(into)));
    if (table.table().orElseThrow().loads() == Loads.CHANGES) {
      followed.ifPresent(from -> copy(from, into));
    }
  }

  private void copy(Generation from, Generation into) {
    if (await(store.losses().lostAt(from)).isPresent()) {
      throw new StoreException(
          "the online store lost states of "
              + from
              + ", which the changes of this load change: drop the views' generations and load all"
              + " rows of table '"
              + table.name()
              + "' again",
          null);
    }
    List<StateWrite> batch = new ArrayList<>();
    store
        .states()
        .scan(
            from,
            (key, state) -> {
              if (!state.isErased()) {
                batch.add(new StateWrite(key, state));
              }
              if (batch.size() == BATCH) {
                write(into, batch);
              }
            });
    write(into, batch);
  }

  private void write(Generation into, List<StateWrite> batch) {
    await(store.states().write(into, List.copyOf(batch), Optional.empty()));
    batch.clear();
  }

  /** The load, whose number is one more than that of the one before. */
  public Load load() {
    return load;
  }

  /** The generations that the load fills, by view. */
  public Map<String, Generation> generations() {
    return generations;
  }

  /**
   * Returns the generation of the load before in the first of the views; empty for the first load.
   */
  public Optional<Generation> before() {
    return before.values().iterator().next();
  }

  /** Passes on the keys that a snapshot deletes: those of the load before that it lacks. */
  public void forEachDeleted(Consumer<String> deleted) {
    Generation into = generations.values().iterator().next();
    if (table.table().orElseThrow().loads() == Loads.SNAPSHOT && before().isPresent()) {
      List<StateKey> batch = new ArrayList<>();
      store
          .states()
          .scan(
              before().get(),
              (key, state) -> {
                batch.add(new StateKey(into, key));
                if (batch.size() == BATCH) {
                  missing(batch, deleted);
                }
              });
      missing(batch, deleted);
    }
  }

  private void missing(List<StateKey> batch, Consumer<String> deleted) {
    List<StoredState> states = await(store.states().read(List.copyOf(batch)));
    for (int i = 0; i < batch.size(); i++) {
      if (states.get(i) == null) {
        deleted.accept(batch.get(i).entity());
      }
    }
    batch.clear();
  }

  /**
   * Completes the load: readers follow it.
   *
   * @param written the result of the pipeline that has written the states
   * @throws HistoryException if a snapshot has no rows
   * @throws StoreException if another load was completed since this one began, or if the store lost
   *     states
   */
  public void finish(PipelineResult written) {
    finish(
        view -> WriteOnline.written(written, view),
        view -> WriteOnline.newest(written, view).orElse(Long.MIN_VALUE));
  }

  /**
   * The same with the number of rows and the newest event time of each view, as the pipeline has
   * written them.
   */
  public void finish(ToLongFunction<String> rows, ToLongFunction<String> newest) {
    generations.forEach((view, into) -> requireWhole(into, rows.applyAsLong(view)));
    generations.forEach(
        (view, into) -> {
          await(store.generations().loaded(into, load.at(), newest.applyAsLong(view)));
          await(store.generations().numbered(into, load.number()));
          if (!await(store.generations().point(before.get(view), into))) {
            throw new StoreException(
                ("another load of table '%s' was completed while load %d ran, so this one is refused:"
                        + " readers follow the other one; load again")
                    .formatted(table.name(), load.number()),
                null);
          }
          before.get(view).ifPresent(this::dropBefore);
        });
  }

  private void requireWhole(Generation into, long rows) {
    if (rows == 0 && table.table().orElseThrow().loads() == Loads.SNAPSHOT) {
      throw new HistoryException(
          "the snapshot of table '"
              + table.name()
              + "' has no rows, and would delete all of them: check its files");
    }
    noteEviction(into.view());
    OptionalLong lost = lostAt.get(into);
    boolean whole =
        lost.isPresent()
            ? await(store.losses().refilled(into, lost.getAsLong()))
            : await(store.losses().lostAt(into)).isEmpty();
    if (!whole) {
      throw new StoreException(
          "the online store lost states of "
              + into
              + " while they were loaded: check its memory and its maxmemory-policy, and load them"
              + " again",
          null);
    }
  }

  /** The generation before stays for readers that have not noticed the new one yet. */
  private void dropBefore(Generation replaced) {
    await(store.generations().list(replaced.view())).stream()
        .filter(each -> each.compareTo(replaced) < 0)
        .forEach(store.generations()::drop);
  }

  private void noteEviction(ViewKey view) {
    await(store.losses().eviction())
        .ifPresent(found -> await(store.losses().noteEviction(view, found)));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Override
  public void close() {
    begun.close();
  }
}
