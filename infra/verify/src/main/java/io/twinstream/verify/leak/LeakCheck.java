package io.twinstream.verify.leak;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.trainingset.TrainingTable;
import io.twinstream.verify.Differences;
import io.twinstream.verify.RowComparison;
import io.twinstream.verify.SeenState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that no feature of a training set saw anything known at or after its row: it computes some
 * rows again from a history that is cut at the time of each row. It also measures what a join with
 * the latest values would give instead.
 */
public final class LeakCheck {
  private final LeakRequest request;
  private final CompiledService service;
  private final String at;
  private final TrainingRows rows;
  private final List<CompiledView> views;

  private LeakCheck(LeakRequest request) {
    Project project = request.project();
    this.request = request;
    this.service = CompiledService.of(project, project.service(request.service()));
    project.requireNoChanges(
        service.views(), "it is not checked; compare it live and in history with parity");
    Set<String> sources = new LinkedHashSet<>();
    Set<String> read = new LinkedHashSet<>();
    for (View view : service.views()) {
      sources.add(view.source());
      read.addAll(project.bases(view.source()));
    }
    Histories.require(project, read, request.history());
    Histories.requireKnownOfLookups(project, service.views(), request.history());
    Map<String, String> footer = TrainingTable.metadata(request.trainingSet());
    Optional<String> said = request.at().or(() -> Optional.ofNullable(footer.get(Spine.AT)));
    this.at = Histories.sourceOfRows(project, request.service(), sources, said);
    this.rows = TrainingRows.open(request, service, footer, at);
    this.views = service.views().stream().map(view -> CompiledView.of(project, view)).toList();
  }

  /**
   * Checks a training set.
   *
   * @throws io.twinstream.offline.log.file.HistoryException if a file cannot be read
   * @throws IllegalArgumentException if the training set is not of the service, a history is
   *     missing, or the source of the rows' events is unknown
   */
  public static LeakReport of(LeakRequest request) {
    return new LeakCheck(request).report();
  }

  private LeakReport report() {
    rows.read(request.sample(), request.seed());
    History history = History.read(request, views, rows);
    Differences differences = new Differences("values");
    RowComparison comparison =
        new RowComparison(service.names(), "in the training set", "from the events known then");
    for (Event row : rows.sample()) {
      String where =
          "of row %,d of %s".formatted(row.position().offset() + 1, row.position().origin());
      comparison.compare(rows.features(row), recompute(row, history), where, differences);
    }
    return new LeakReport(
        rows.sample().size(),
        service.names().size(),
        differences,
        LatestValues.compare(request, service, views, rows, history));
  }

  /** Computes the features of a row from exactly the events that were known before it. */
  private FeatureRow recompute(Event row, History history) {
    FeatureRow[] of = new FeatureRow[views.size()];
    for (int i = 0; i < of.length; i++) {
      String entity = rows.entity(i, row);
      EntityState state = entity == null ? views.get(i).empty() : seen(i, entity, row, history);
      of[i] = views.get(i).evaluate(state, row.ts());
    }
    Source source = rows.source();
    return service.evaluate(of, EventRequest.of(service.request(), source.schema()).row(row));
  }

  private EntityState seen(int view, String entity, Event row, History history) {
    CompiledView compiled = views.get(view);
    String source = compiled.view().source();
    Project project = request.project();
    if (!source.equals(at) && project.base(source).equals(project.base(at))) {
      // The same events again: a row names its own, and never sees it.
      Visibility others =
          rows.visibility() == Visibility.SELF ? Visibility.EXCLUSIVE : rows.visibility();
      return SeenState.ofSpine(compiled, history.events(view, entity), row, others, true);
    }
    boolean own = source.equals(at);
    return SeenState.ofSpine(compiled, history.events(view, entity), row, rows.visibility(), own);
  }
}
