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

  /**
   * What is known of a load when it begins.
   *
   * @param at when that is, in milliseconds since 1970
   * @param logged the number of the latest load in the log of the table; 0 if it has none
   * @param restores whether it loads the log itself, whose latest load it is then
   * @param allRows whether the files of a load of changes have all rows of the table
   */
  public record Terms(long at, long logged, boolean restores, boolean allRows) {
    boolean hasAllRows() {
      return restores || allRows;
    }
  }

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
   * @param err receives warnings of what remains in the store
   * @throws IllegalArgumentException if a view has states of another definition
   * @throws StoreException if it has changes only, and the store lacks rows of earlier loads
   */
  public static TableLoad begin(
      OnlineStore store,
      ShippedProject project,
      Source table,
      List<String> views,
      Terms terms,
      PrintWriter err) {
    // Numbers are those of the generations whose readers the load takes over, and of no others.
    Map<ViewKey, Optional<Generation>> followed = new LinkedHashMap<>();
    long last = terms.logged();
    for (View view : project.project().viewsOf(table.name())) {
      ViewKey key = new ViewKey(project.project().name(), view.id());
      Optional<Generation> generation = await(store.generations().pointer(key));
      followed.put(key, generation);
      last = Math.max(last, number(store, generation));
    }
    boolean partial = table.table().orElseThrow().loads() == Loads.CHANGES && !terms.hasAllRows();
    if (partial && last > 0 && followed.values().stream().allMatch(Optional::isEmpty)) {
      throw new StoreException(
          ("the online store has no rows of table '%1$s', whose log has %2$d loads, so these changes"
                  + " would be all of it: first restore it with --history %1$s=LOG/%1$s --log LOG")
              .formatted(table.name(), last),
          null);
    }
    long number = terms.restores() ? Math.max(1, terms.logged()) : last + 1;
    TableLoad begun = new TableLoad(store, table, new Load(number, terms.at()), err);
    try {
      // In one order, so that one of two loads that run at once is refused before it moves readers.
      for (String id : views.stream().sorted().toList()) {
        ViewKey view = new ViewKey(project.project().name(), id);
        String fingerprint = project.view(id).fingerprintText();
        begun.into(view, followed.get(view), fingerprint, terms.hasAllRows(), err);
      }
      return begun;
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  private static long number(OnlineStore store, Optional<Generation> generation) {
    return generation.map(each -> await(store.generations().loadNumber(each)).orElse(0)).orElse(0L);
  }

  private void into(
      ViewKey view,
      Optional<Generation> followed,
      String fingerprint,
      boolean allRows,
      PrintWriter err) {
    OnlineLoad.warnOfAbandoned(store, view, err);
    followed.ifPresent(
        generation ->
            Generations.requireLayout(
                store, generation, fingerprint, "give the changed view a new version"));
    Optional<Generation> copied = Optional.empty();
    if (table.table().orElseThrow().loads() == Loads.CHANGES) {
      copied = followed.filter(each -> await(store.losses().lostAt(each)).isEmpty());
      if (!allRows && load.number() > 1 && number(store, copied) != load.number() - 1) {
        throw new StoreException(
            ("%1$s lacks rows of earlier loads of table '%2$s', because it is new, was not loaded with"
                    + " the other views, or the online store lost states: load all rows with"
                    + " --all-rows, or restore them with --history %2$s=LOG/%2$s --log LOG")
                .formatted(view, table.name()),
            null);
      }
    }
    Generation into = await(store.generations().begin(view, fingerprint, Long.MIN_VALUE));
    begun.add(into);
    before.put(view.view(), followed);
    generations.put(view.view(), into);
    noteEviction(view);
    lostAt.put(into, await(store.losses().lostAt(into)));
    copied.ifPresent(from -> copy(from, into));
  }

  private void copy(Generation from, Generation into) {
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

  /** The generations of the load before, by view; empty for a view without one. */
  public Map<String, Optional<Generation>> before() {
    return before;
  }

  /** Returns those of some keys that the load has no row of. */
  public List<String> missing(List<String> keys) {
    Generation into = generations.values().iterator().next();
    List<String> missing = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<String> some = keys.subList(from, Math.min(from + BATCH, keys.size()));
      List<StoredState> states =
          await(store.states().read(some.stream().map(key -> new StateKey(into, key)).toList()));
      for (int i = 0; i < some.size(); i++) {
        if (states.get(i) == null) {
          missing.add(some.get(i));
        }
      }
    }
    return missing;
  }

  /**
   * Reports whether readers of a view may follow the load: they do, or the store does not answer.
   */
  public boolean mayBeFollowed() {
    try {
      return generations.values().stream().anyMatch(each -> Generations.isFollowed(store, each));
    } catch (StoreException e) {
      return true;
    }
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
        });
    // Of views with other definitions of the table, one may be moved by another load already.
    generations.forEach(
        (view, into) ->
            requireFirst(await(store.generations().pointer(into.view())).equals(before.get(view))));
    generations.forEach(
        (view, into) -> {
          requireFirst(await(store.generations().point(before.get(view), into)));
          before.get(view).ifPresent(this::dropBefore);
        });
  }

  private void requireFirst(boolean first) {
    if (!first) {
      throw new StoreException(
          ("another load of table '%s' was completed while load %d ran, so this one is refused:"
                  + " readers follow the other one; load again")
              .formatted(table.name(), load.number()),
          null);
    }
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
