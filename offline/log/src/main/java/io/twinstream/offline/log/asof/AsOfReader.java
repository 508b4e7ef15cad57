package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.archive.Tables;
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
 * Answers what the features of a service were as of instants in the past.
 *
 * <p>{@link #replaying} computes them from the events: exactly what the service would have answered
 * then, had all events that were known then been in. {@link #logged} looks up the last row that was
 * written: what somebody had computed at an event at or before then. The two differ, since windows
 * move on between events. Safe for use by many threads.
 */
public final class AsOfReader {
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

  /** A view of the service, and where its features come from. */
  private record Read(CompiledView view, ViewSource source) {}

  /**
   * Computes features from events.
   *
   * @param history paths by source: Twinstream's archive, which is read for the entities asked for
   *     only, or any files, which are read whole
   * @throws IllegalArgumentException if a source that is needed is not among them
   * @throws HistoryException if no file of a history has the column of a view's key
   */
  public static AsOfReader replaying(
      Project project, CompiledService service, Map<String, String> history) {
    history.keySet().forEach(project::source);
    List<Read> views = new ArrayList<>();
    Map<String, EntityEvents> histories = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (View view : service.views()) {
      String path = history.get(view.source());
      if (path == null) {
        missing.add(view.source());
      } else {
        CompiledView compiled = CompiledView.of(project, view);
        EntityEvents events =
            histories.computeIfAbsent(
                view.source(), source -> Histories.events(project, source, path));
        views.add(new Read(compiled, new ReplayedView(compiled, key(project, view), events)));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the features need the history of " + String.join(", ", missing));
    }
    Histories.requireKeys(project, service.views(), history);
    return new AsOfReader(project, service, views, histories);
  }

  /**
   * Looks rows up that were written.
   *
   * @param folder what a backfill wrote, or the live job's {@code as_served}: a folder per view; or
   *     the folder of one view
   * @throws HistoryException if there are no rows of a view, or of another definition
   */
  public static AsOfReader logged(Project project, CompiledService service, Path folder) {
    boolean isOfOne = service.views().size() == 1 && Tables.isFeatures(folder.toString());
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
   * Looks rows up that are kept elsewhere.
   *
   * @param rows where those of a view are
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

  /** What became of the records of histories that were read, by source. */
  public Map<String, ReadCounts> counts() {
    Map<String, ReadCounts> counts = new LinkedHashMap<>();
    histories.forEach(
        (source, events) -> events.counts().ifPresent(each -> counts.put(source, each)));
    return counts;
  }

  /** Whose features are read. */
  public CompiledService service() {
    return service;
  }

  /**
   * A question about named entities.
   *
   * @param entities ids by the entity's name; those that no view needs are refused
   * @param request by the slots of the service's request
   * @param asOf milliseconds since 1970
   * @throws IllegalArgumentException if an id is missing or of no entity of the service
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
   * @param visibility inclusive: what was known at the instant or before; exclusive: before it
   */
  public AsOfAnswer read(AsOfQuestion question, Visibility visibility) {
    return read(List.of(question), visibility).get(0);
  }

  /**
   * Answers questions, in their order. What is read of a history is read once for all of them.
   *
   * @param visibility as of {@link #read(AsOfQuestion, Visibility)}
   * @throws HistoryException if a file cannot be read
   * @throws IllegalArgumentException if no event can be about an entity that is asked for
   */
  public List<AsOfAnswer> read(List<AsOfQuestion> questions, Visibility visibility) {
    if (visibility == Visibility.SELF) {
      throw new IllegalArgumentException("a question is no event: it cannot see itself");
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
          boolean named = view.view().source().equals(question.source());
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
    long mass = 0;
    for (int i = 0; i < views.length; i++) {
      rows[i] = views[i].features();
      newest = Math.max(newest, views[i].newest());
      mass += views[i].mass();
    }
    return new AsOfAnswer(
        service.evaluate(rows, question.request()),
        Arrays.asList(views),
        Math.max(question.asOf(), newest),
        mass);
  }
}
