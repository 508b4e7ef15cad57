package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.archive.WrittenTable;
import io.twinstream.offline.log.asof.ViewSource.Asked;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.ReadCounts;
import io.twinstream.offline.log.table.FeatureTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes or looks up the features of a service as of instants in the past.
 *
 * <p>{@link #replaying} computes them from the events: exactly what the server would have answered
 * then, if all events known by then had been in the store. {@link #logged} looks up the last row
 * that was written at an event at or before the instant. The two differ, since windows move on
 * between events. Safe for use by many threads.
 */
public final class AsOfReader {
  /** The greatest number of events that the entities of a question and what they look up have. */
  private static final int MOST_ENRICHED = 1_000_000;

  private final Project project;
  private final CompiledService service;
  private final List<Read> views;
  private final Map<String, EntityEvents> histories;

  private AsOfReader(
      Project project,
      CompiledService service,
      List<Read> views,
      Map<String, EntityEvents> histories) {
    this.project = project;
    this.service = service;
    this.views = views;
    this.histories = histories;
  }

  /** A view of the service with the source of its features. */
  private record Read(CompiledView view, ViewSource source) {}

  /**
   * Creates a reader that computes features from events.
   *
   * @param history paths by source: a Twinstream archive, of which only the events of the requested
   *     entities are read, or any files, which are read completely
   * @throws IllegalArgumentException if a needed source is not among them
   * @throws HistoryException if no file of a history has the column of a view's key
   */
  public static AsOfReader replaying(
      Project project, CompiledService service, Map<String, String> history) {
    history.keySet().forEach(project::source);
    project.requireNoChanges(
        service.views(), "read it from rows that were written, or compute a training set");
    List<Read> views = new ArrayList<>();
    Map<String, EntityEvents> histories = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (View view : service.views()) {
      Set<String> lacking = new LinkedHashSet<>(project.bases(view.source()));
      lacking.removeAll(history.keySet());
      missing.addAll(lacking);
      if (lacking.isEmpty()) {
        CompiledView compiled = CompiledView.of(project, view);
        EventsByEntity events =
            EnrichedEvents.of(
                project,
                view.source(),
                base ->
                    histories.computeIfAbsent(
                        base, source -> Histories.events(project, source, history.get(source))),
                MOST_ENRICHED);
        views.add(new Read(compiled, new ReplayedView(compiled, key(project, view), events)));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the features need the history of " + String.join(", ", missing));
    }
    Histories.requireKeys(project, service.views(), history);
    Histories.requireKnownOfLookups(project, service.views(), history);
    return new AsOfReader(project, service, views, histories);
  }

  /**
   * Creates a reader that looks up rows in files.
   *
   * @param folder the output of a backfill, or the live job's {@code as_served}: a folder per view,
   *     or the folder of one view
   * @throws HistoryException if the rows of a view are missing or of another definition
   */
  public static AsOfReader logged(Project project, CompiledService service, Path folder) {
    boolean isOfOne = service.views().size() == 1 && DuckDbTables.isFeatures(folder.toString());
    return logged(
        project,
        service,
        view -> {
          String id = view.view().id();
          Path table = isOfOne ? folder : folder.resolve(id);
          WrittenTable.requireOf(table, id, FeatureTable.fingerprint(project, id));
          return new WrittenFiles(view, key(project, view.view()), table);
        });
  }

  /**
   * Creates a reader that looks up rows in another store.
   *
   * @param rows returns the rows of a view
   */
  public static AsOfReader logged(
      Project project, CompiledService service, Function<CompiledView, WrittenRows> rows) {
    List<Read> views = new ArrayList<>();
    for (View view : service.views()) {
      CompiledView compiled = CompiledView.of(project, view);
      views.add(new Read(compiled, new LoggedView(compiled, rows.apply(compiled))));
    }
    return new AsOfReader(project, service, views, Map.of());
  }

  private static String key(Project project, View view) {
    return project.entity(view.entity()).key();
  }

  /** Returns what the records of the histories became, by source. */
  public Map<String, ReadCounts> counts() {
    Map<String, ReadCounts> counts = new LinkedHashMap<>();
    histories.forEach(
        (source, events) -> events.counts().ifPresent(each -> counts.put(source, each)));
    return counts;
  }

  /** Returns the service whose features are read. */
  public CompiledService service() {
    return service;
  }

  /**
   * Creates a question about named entities.
   *
   * @param entities ids by the name of the entity; those that no view needs are refused
   * @param request by the slots of the service's request
   * @param asOf milliseconds since 1970
   * @throws IllegalArgumentException if an id is missing, or is of an entity that the service does
   *     not use
   */
  public AsOfQuestion question(Map<String, String> entities, FeatureRow request, long asOf) {
    List<String> needed = service.views().stream().map(View::entity).distinct().toList();
    for (String name : entities.keySet()) {
      if (!needed.contains(name)) {
        throw new IllegalArgumentException(
            project.entities().containsKey(name)
                ? "the features are not about a " + name + " but about " + needed
                : Names.unknown("entity", name, needed));
      }
    }
    List<String> missing = needed.stream().filter(name -> !entities.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the features need the id of " + missing);
    }
    List<String> ids = service.views().stream().map(view -> entities.get(view.entity())).toList();
    return new AsOfQuestion(ids, request, asOf, asOf, "", "");
  }

  /**
   * Answers one question.
   *
   * @param visibility inclusive: events known at or before the instant; exclusive: before it
   */
  public AsOfAnswer read(AsOfQuestion question, Visibility visibility) {
    return read(List.of(question), visibility).get(0);
  }

  /**
   * Answers questions, in their order. Each part of a history is read once for all of them.
   *
   * @param visibility as for {@link #read(AsOfQuestion, Visibility)}
   * @throws HistoryException if a file cannot be read
   * @throws IllegalArgumentException if an id cannot be the key of an event
   */
  public List<AsOfAnswer> read(List<AsOfQuestion> questions, Visibility visibility) {
    if (visibility == Visibility.SELF) {
      throw new IllegalArgumentException(
          "visibility self needs events, and a question is not an event");
    }
    AsOfView[][] rows = new AsOfView[questions.size()][views.size()];
    for (int i = 0; i < views.size(); i++) {
      CompiledView view = views.get(i).view();
      List<Asked> asked = new ArrayList<>();
      for (int row = 0; row < rows.length; row++) {
        AsOfQuestion question = questions.get(row);
        String text = question.entities().get(i);
        if (text != null) {
          String entity = view.requireKey(text);
          boolean named =
              project.base(view.view().source()).equals(project.base(question.source()));
          String event = named ? question.event() : "";
          asked.add(new Asked(row, entity, question.known(), question.asOf(), event));
        } else {
          rows[row][i] = ofNothing(view, question.asOf());
        }
      }
      if (asked.isEmpty()) {
        continue;
      }
      AsOfView[] answers = new AsOfView[rows.length];
      views.get(i).source().read(asked, visibility, answers);
      for (Asked each : asked) {
        rows[each.row()][i] = answers[each.row()];
      }
    }
    List<AsOfAnswer> answers = new ArrayList<>(rows.length);
    for (int row = 0; row < rows.length; row++) {
      answers.add(answer(questions.get(row), rows[row]));
    }
    return answers;
  }

  private static AsOfView ofNothing(CompiledView view, long asOf) {
    return new AsOfView(
        view.view(),
        "",
        Presence.MISSING,
        Long.MIN_VALUE,
        asOf,
        0,
        view.evaluate(view.empty(), asOf));
  }

  private AsOfAnswer answer(AsOfQuestion question, AsOfView[] views) {
    FeatureRow[] rows = new FeatureRow[views.length];
    long newest = Long.MIN_VALUE;
    long count = 0;
    for (int i = 0; i < views.length; i++) {
      rows[i] = views[i].features();
      newest = Math.max(newest, views[i].newest());
      count += views[i].count();
    }
    return new AsOfAnswer(
        service.evaluate(rows, question.request()),
        Arrays.asList(views),
        Math.max(question.asOf(), newest),
        count);
  }
}
