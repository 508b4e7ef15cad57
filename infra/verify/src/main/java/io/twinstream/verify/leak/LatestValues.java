package io.twinstream.verify.leak;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.offline.models.evaluation.Ranking;
import io.twinstream.offline.models.learning.LabelledRows;
import io.twinstream.offline.models.training.Fit;
import io.twinstream.offline.models.training.ModelKind;
import io.twinstream.offline.models.training.PositiveWeight;
import io.twinstream.offline.models.training.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The effect of joining labels with the latest values of their entities, as if those had been known
 * at the time of the rows.
 *
 * @param rows the number of rows that were compared
 * @param values the number of their values
 * @param differing the number of values that differ
 * @param honest how well a logistic regression ranks the last rows with values that were known
 * @param latest the same with the latest values
 */
public record LatestValues(long rows, long values, long differing, Ranked honest, Ranked latest) {
  /** The share of the rows, the first in time, that models learn from. */
  private static final double LEARNED = 0.7;

  /**
   * How well a model ranks.
   *
   * @param auc the area under the ROC curve
   * @param averagePrecision the average precision
   */
  public record Ranked(double auc, double averagePrecision) {}

  /** Returns empty without labels, or with too few of a kind to learn and evaluate. */
  static Optional<LatestValues> compare(
      LeakRequest request,
      CompiledService service,
      List<CompiledView> views,
      TrainingRows rows,
      History history) {
    if (request.label().isEmpty()) {
      return Optional.empty();
    }
    List<Event> labelled =
        rows.forModels().stream()
            .filter(row -> rows.label(row) != null)
            .sorted(Comparator.comparingLong(Event::ts).thenComparing(Event::position))
            .toList();
    Latest latest = new Latest(service, views, rows, history);
    long differing = 0;
    for (Event row : labelled) {
      FeatureRow honest = rows.features(row);
      FeatureRow other = latest.apply(row);
      for (int i = 0; i < honest.size(); i++) {
        differing += honest.isSame(i, other) ? 0 : 1;
      }
    }
    int learned = (int) (labelled.size() * LEARNED);
    if (!bothKinds(rows, labelled.subList(0, learned))
        || !bothKinds(rows, labelled.subList(learned, labelled.size()))) {
      return Optional.empty();
    }
    return Optional.of(
        new LatestValues(
            labelled.size(),
            (long) labelled.size() * service.names().size(),
            differing,
            ranked(service, rows, labelled, learned, rows::features),
            ranked(service, rows, labelled, learned, latest)));
  }

  private static boolean bothKinds(TrainingRows rows, List<Event> some) {
    long positive = some.stream().filter(rows::label).count();
    return positive > 0 && positive < some.size();
  }

  private static Ranked ranked(
      CompiledService service,
      TrainingRows rows,
      List<Event> labelled,
      int learned,
      Function<Event, FeatureRow> features) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < service.types().size(); i++) {
      FeatureType type = service.types().get(i);
      if (type.isBits()) {
        numbers.add(i);
      }
    }
    float[] values = new float[labelled.size() * numbers.size()];
    boolean[] positive = new boolean[labelled.size()];
    for (int row = 0; row < positive.length; row++) {
      FeatureRow of = features.apply(labelled.get(row));
      positive[row] = rows.label(labelled.get(row));
      for (int i = 0; i < numbers.size(); i++) {
        int feature = numbers.get(i);
        values[row * numbers.size() + i] =
            of.isNull(feature) ? Float.NaN : (float) of.asDouble(feature);
      }
    }
    LabelledRows all =
        new LabelledRows(
            numbers.stream().map(service.names()::get).toList(),
            values,
            positive,
            labelled.stream().mapToLong(Event::ts).toArray(),
            new int[0]);
    Recipe recipe =
        new Recipe(
            ModelKind.LOGISTIC,
            ModelKind.LOGISTIC.parameters(Map.of()),
            PositiveWeight.ONE,
            false,
            1);
    Fit fit = Fit.of(all, IntStream.range(0, learned).toArray(), recipe);
    int[] judged = IntStream.range(learned, positive.length).toArray();
    Ranking ranking = Ranking.of(fit.probabilities(all, judged), all.positive(judged));
    return new Ranked(ranking.rocAuc(), ranking.averagePrecision());
  }

  /** Returns the latest features of the entities of a row, whatever its time. */
  private static final class Latest implements Function<Event, FeatureRow> {
    private final CompiledService service;
    private final List<CompiledView> views;
    private final TrainingRows rows;
    private final History history;
    private final EventRequest request;
    private final List<Map<String, FeatureRow>> known = new ArrayList<>();

    Latest(CompiledService service, List<CompiledView> views, TrainingRows rows, History history) {
      this.service = service;
      this.views = views;
      this.rows = rows;
      this.history = history;
      this.request = EventRequest.of(service.request(), rows.source().schema());
      views.forEach(view -> known.add(new HashMap<>()));
    }

    @Override
    public FeatureRow apply(Event row) {
      FeatureRow[] of = new FeatureRow[views.size()];
      for (int i = 0; i < of.length; i++) {
        int view = i;
        String entity = rows.entity(i, row);
        of[i] =
            entity == null
                ? views.get(i).evaluate(views.get(i).empty(), row.ts())
                : known.get(i).computeIfAbsent(entity, e -> evaluate(view, e));
      }
      return service.evaluate(of, request.row(row));
    }

    private FeatureRow evaluate(int view, String entity) {
      EntityState state = history.latest(view, entity);
      return views.get(view).evaluate(state, state.newest());
    }
  }
}
