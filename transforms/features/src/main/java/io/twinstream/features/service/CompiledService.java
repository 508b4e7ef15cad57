package io.twinstream.features.service;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ordered, frozen list of features, ready to be computed from the rows of the views that it
 * needs and the fields of a request. A pure function; safe for use by many threads.
 *
 * <p>A written name is {@code feature}, where one view or derived feature of the project has that
 * name; {@code view.feature}; {@code view.*} for all of a view; or {@code request.field}. Where a
 * project has several versions of a view, {@code view@version.feature} says which, once for the
 * whole list. A feature goes by its own name in the list, or by {@code view.feature} where two of
 * the list share one.
 */
public final class CompiledService {
  private final ServiceMeaning meaning;
  private final List<View> views;
  private final Schema request;
  private final List<FeatureType> derivedTypes;
  private final List<CompiledExpression<Inputs>> derived;
  private final List<String> names;
  private final List<FeatureType> types;
  private final List<Output> outputs;

  /** Where the rows of an output come from. */
  enum Origin {
    VIEW,
    REQUEST,
    DERIVED
  }

  /**
   * One feature of the list.
   *
   * @param view which of the views; 0 for other origins
   * @param index where in the row
   */
  record Output(
      String name, String qualified, FeatureType type, Origin origin, int view, int index) {}

  CompiledService(
      ServiceMeaning meaning,
      List<View> views,
      Schema request,
      List<CompiledExpression<Inputs>> derived,
      List<Output> outputs) {
    this.meaning = meaning;
    this.views = List.copyOf(views);
    this.request = request;
    this.derived = List.copyOf(derived);
    this.derivedTypes = derived.stream().map(CompiledExpression::type).toList();
    this.outputs = List.copyOf(outputs);
    this.names = names(outputs);
    this.types = outputs.stream().map(Output::type).toList();
  }

  private static List<String> names(List<Output> outputs) {
    Map<String, Integer> uses = new LinkedHashMap<>();
    outputs.forEach(output -> uses.merge(output.name(), 1, Integer::sum));
    return outputs.stream()
        .map(output -> uses.get(output.name()) > 1 ? output.qualified() : output.name())
        .toList();
  }

  /**
   * Compiles a service.
   *
   * @throws FeatureException if a name is none of the project's or an expression is wrong
   */
  public static CompiledService of(Project project, Service service) {
    return new ServiceCompiler(project, service.request()).compile(service.features());
  }

  /** All that is wrong with a service's list of features; nothing if it can be compiled. */
  public static List<FeatureException> problems(Project project, Service service) {
    try {
      return new ServiceCompiler(project, service.request()).problems(service.features());
    } catch (FeatureException ofTheWhole) {
      return List.of(ofTheWhole);
    }
  }

  /**
   * Compiles a list of features that belongs to no service. The request has the fields that any of
   * the project's services declares.
   *
   * @throws FeatureException if a name is none of the project's or an expression is wrong
   */
  public static CompiledService of(Project project, List<String> features) {
    return new ServiceCompiler(project, ServiceCompiler.anyRequest(project)).compile(features);
  }

  /**
   * As {@link #of(Project, List)}, and where a project has several versions of a view its bare name
   * means the latest or, if that lacks a feature, the first: what a derived feature is by itself.
   *
   * @throws FeatureException if neither will do
   */
  public static CompiledService ofAnyVersion(Project project, List<String> features) {
    return ofAnyVersion(project, features, Comparator.comparingInt(View::version));
  }

  /**
   * As {@link #of(Project, List)}, and where a project has several versions of a view its bare name
   * means the greatest or, if that lacks a feature, the least.
   *
   * @throws FeatureException if neither will do; it tells about the greatest
   */
  public static CompiledService ofAnyVersion(
      Project project, List<String> features, Comparator<View> order) {
    try {
      return new ServiceCompiler(project, ServiceCompiler.anyRequest(project))
          .preferring(order)
          .compile(features);
    } catch (FeatureException greatest) {
      try {
        return new ServiceCompiler(project, ServiceCompiler.anyRequest(project))
            .preferring(order.reversed())
            .compile(features);
      } catch (FeatureException least) {
        throw greatest;
      }
    }
  }

  /** The views that it needs, in the order in which {@link #evaluate} takes their rows. */
  public List<View> views() {
    return views;
  }

  /** The fields that the caller supplies. */
  public Schema request() {
    return request;
  }

  /** The types of a request's row, in the order of its fields. */
  public List<FeatureType> requestTypes() {
    return request.fields().stream().map(field -> field.type().featureType()).toList();
  }

  /** The features' names, in order. */
  public List<String> names() {
    return names;
  }

  /** The features' types, in order. */
  public List<FeatureType> types() {
    return types;
  }

  /** The features that are fields of the request, where both have one name. */
  public Set<String> requestFeatures() {
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      if (output.origin() == Origin.REQUEST
          && request.field(output.index()).name().equals(names.get(i))) {
        found.add(names.get(i));
      }
    }
    return found;
  }

  /**
   * A hash of what the features mean, as 16 hexadecimal digits: their names, types and order, the
   * expressions and aggregations behind them, and the layouts of the views that are needed. Equal
   * fingerprints mean that a model trained on one list may be given the other. Computed at each
   * call, at the cost of compiling the views.
   */
  public String fingerprint() {
    return meaning.fingerprint(names, types, views);
  }

  /**
   * Computes the list.
   *
   * @param rows the row of each of {@link #views}; an element is null where the entity is not
   *     known, and then all its features are
   * @param request by the slots of {@link #request()}; null if there are no fields
   */
  public FeatureRow evaluate(FeatureRow[] rows, FeatureRow request) {
    Inputs inputs = new Inputs(rows, request, new FeatureRow(derivedTypes));
    for (int i = 0; i < derived.size(); i++) {
      derived.get(i).evaluate(inputs, inputs.derived(), i);
    }
    FeatureRow out = new FeatureRow(types);
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      FeatureRow from =
          switch (output.origin()) {
            case VIEW -> rows[output.view()];
            case REQUEST -> request;
            case DERIVED -> inputs.derived();
          };
      if (from != null) {
        out.set(i, from, output.index());
      }
    }
    return out;
  }
}
