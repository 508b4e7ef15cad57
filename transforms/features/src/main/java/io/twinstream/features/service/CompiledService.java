package io.twinstream.features.service;

import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.ServiceParts.Origin;
import io.twinstream.features.service.ServiceParts.Output;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A compiled feature service: it computes an ordered list of features from the rows of the views
 * that it needs and the fields of a request. A pure function; safe for use by many threads.
 *
 * <p>The list contains names of these forms: {@code feature}, if one view or derived feature of the
 * project has that name; {@code view.feature}; {@code view.*} for all features of a view; or {@code
 * request.field}. If a project has several versions of a view, {@code view@version.feature} selects
 * one for the whole list. The output column has the name of the feature, or {@code view.feature} if
 * two features of the list have the same name.
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

  private CompiledService(ServiceParts parts) {
    this.meaning = parts.meaning();
    this.views = parts.views();
    this.request = parts.request();
    this.derived = parts.derived();
    this.derivedTypes = derived.stream().map(CompiledExpression::type).toList();
    this.outputs = parts.outputs();
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
   * @throws FeatureException if a name is unknown or an expression is invalid
   */
  public static CompiledService of(Project project, Service service) {
    return new CompiledService(
        new ServiceCompiler(project, service.request()).compile(service.features()));
  }

  /** Returns all problems of a service's list of features; empty if it can be compiled. */
  public static List<FeatureException> problems(Project project, Service service) {
    try {
      return new ServiceCompiler(project, service.request()).problems(service.features());
    } catch (FeatureException ofTheWhole) {
      return List.of(ofTheWhole);
    }
  }

  /**
   * Compiles a list of features that belongs to no service. The request has all fields that the
   * services of the project declare.
   *
   * @throws FeatureException if a name is unknown or an expression is invalid
   */
  public static CompiledService of(Project project, List<String> features) {
    return new CompiledService(
        new ServiceCompiler(project, ServiceCompiler.anyRequest(project)).compile(features));
  }

  /**
   * Compiles a list as {@link #of(Project, List)} does. If a project has several versions of a
   * view, its bare name means the latest version or, if that lacks a feature, the first one; so
   * derived features are compiled by themselves.
   *
   * @throws FeatureException if neither version works
   */
  public static CompiledService ofAnyVersion(Project project, List<String> features) {
    return ofAnyVersion(project, features, Comparator.comparingInt(View::version));
  }

  /**
   * Compiles a list as {@link #of(Project, List)} does. If a project has several versions of a
   * view, its bare name means the greatest in this order or, if that lacks a feature, the least.
   *
   * @throws FeatureException if neither version works, with the problem of the greatest
   */
  public static CompiledService ofAnyVersion(
      Project project, List<String> features, Comparator<View> order) {
    try {
      return preferring(order, project, features);
    } catch (FeatureException greatest) {
      try {
        return preferring(order.reversed(), project, features);
      } catch (FeatureException least) {
        throw greatest;
      }
    }
  }

  private static CompiledService preferring(
      Comparator<View> order, Project project, List<String> features) {
    return new CompiledService(
        new ServiceCompiler(project, ServiceCompiler.anyRequest(project))
            .preferring(order)
            .compile(features));
  }

  /** Returns the views whose rows it needs, in the order that {@link #evaluate} expects. */
  public List<View> views() {
    return views;
  }

  /** Returns the fields that the caller supplies. */
  public Schema request() {
    return request;
  }

  /** Returns the types of a request row, in the order of its fields. */
  public List<FeatureType> requestTypes() {
    return request.fields().stream().map(field -> field.type().featureType()).toList();
  }

  /** Returns the calendars that expressions may name. */
  Map<String, HolidayCalendar> calendars() {
    return meaning.project().calendars();
  }

  /** Returns the names of the features, in order. */
  public List<String> names() {
    return names;
  }

  /** Returns the types of the features, in order. */
  public List<FeatureType> types() {
    return types;
  }

  /** Returns the features that are fields of the request with the same name. */
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
   * Returns a hash of the meaning of the features, as 16 hexadecimal digits: their names, types and
   * order, the expressions and aggregations behind them, and the layouts of the views. If two lists
   * have equal fingerprints, a model trained on one can be used with the other. Each call compiles
   * the views.
   */
  public String fingerprint() {
    return meaning.fingerprint(names, types, views);
  }

  /**
   * Computes the features.
   *
   * @param rows the row of each of {@link #views}; null for an unknown entity, whose features are
   *     then all null
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
