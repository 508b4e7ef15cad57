package io.twinstream.features.service;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Language;
import io.twinstream.features.expression.Variables;
import io.twinstream.features.expression.WrongName;
import io.twinstream.features.expression.WrongName.Kind;
import io.twinstream.features.expression.node.Node;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.FeatureCatalog.Found;
import io.twinstream.features.service.ServiceParts.Origin;
import io.twinstream.features.service.ServiceParts.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves the names of a list of features. */
final class ServiceCompiler {
  private static final String REQUEST = "request.";
  private static final Pattern QUALIFIED = Pattern.compile("([^@.]+)(@\\d+)?\\.([^.]+)");

  private final Project project;
  private final Schema request;
  private final FeatureCatalog catalog;
  private final ServiceMeaning meaning;
  private final List<View> views = new ArrayList<>();
  private final Map<String, Integer> derivedSlots = new LinkedHashMap<>();
  private final List<CompiledExpression<Inputs>> derived = new ArrayList<>();
  private final Set<String> underway = new LinkedHashSet<>();
  private final Map<String, Output> outputs = new LinkedHashMap<>();

  ServiceCompiler(Project project, Schema request) {
    this.project = project;
    this.request = request;
    this.catalog = new FeatureCatalog(project);
    this.meaning = new ServiceMeaning(project);
  }

  /** Returns the fields of all requests of a project; of several with the same name, the first. */
  static Schema anyRequest(Project project) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Service service : project.services().values()) {
      service.request().fields().forEach(field -> fields.putIfAbsent(field.name(), field));
    }
    return new Schema(List.copyOf(fields.values()));
  }

  /** Sets which of several versions the bare name of a view means: the greatest in this order. */
  ServiceCompiler preferring(Comparator<View> order) {
    catalog.prefer(order);
    return this;
  }

  ServiceParts compile(List<String> written) {
    List<FeatureException> wrong = problems(written);
    if (!wrong.isEmpty()) {
      throw wrong.get(0);
    }
    return new ServiceParts(meaning, views, request, derived, List.copyOf(outputs.values()));
  }

  /** Returns the problems of a list, by item. */
  List<FeatureException> problems(List<String> written) {
    for (String name : written) {
      Matcher qualified = QUALIFIED.matcher(name);
      if (qualified.matches() && qualified.group(2) != null) {
        catalog.pin(qualified.group(1) + qualified.group(2));
      }
    }
    List<FeatureException> wrong = new ArrayList<>();
    for (String item : written) {
      try {
        add(item);
      } catch (FeatureException e) {
        underway.clear();
        wrong.add(e.in(item));
      }
    }
    return wrong;
  }

  private void add(String written) {
    Matcher qualified = QUALIFIED.matcher(written);
    if (written.startsWith(REQUEST)) {
      addRequest(written);
    } else if (qualified.matches()) {
      View view = catalog.view(qualified.group(1));
      if (qualified.group(3).equals("*")) {
        for (int i = 0; i < view.aggregations().size(); i++) {
          add(written, new Found(view, i));
        }
      } else {
        add(written, catalog.feature(view, qualified.group(3)));
      }
    } else if (project.derivedFeatures().containsKey(written)) {
      int slot = derivedSlot(written);
      FeatureType type = derived.get(slot).type();
      add(written, new Output(written, written, type, Origin.DERIVED, 0, slot));
    } else {
      add(
          written,
          catalog
              .feature(written)
              .orElseThrow(
                  () ->
                      FeatureCatalog.unknown(
                          Kind.UNKNOWN_FEATURE, "feature", written, catalog.names())));
    }
  }

  private void addRequest(String written) {
    String name = written.substring(REQUEST.length());
    if (!request.has(name)) {
      List<String> known = request.fields().stream().map(Field::name).toList();
      throw FeatureCatalog.unknown(Kind.UNKNOWN_REQUEST_FIELD, "request field", name, known);
    }
    meaning.reads(request.field(name));
    FeatureType type = request.field(name).type().featureType();
    add(written, new Output(name, written, type, Origin.REQUEST, 0, request.slot(name)));
  }

  private void add(String written, Found found) {
    String name = found.aggregation().name();
    meaning.reads(found);
    add(
        written,
        new Output(
            name,
            found.view().name() + "." + name,
            type(found),
            Origin.VIEW,
            viewSlot(found.view()),
            found.index()));
  }

  private void add(String written, Output output) {
    if (outputs.putIfAbsent(output.qualified(), output) != null) {
      throw new FeatureException(
          new WrongName(Kind.REPEATED_FEATURE, output.name()),
          "feature '"
              + output.qualified()
              + "' is listed twice, the second time by '"
              + written
              + "'",
          "leave one out");
    }
  }

  private FeatureType type(Found found) {
    Source source = project.source(found.view().source());
    Call call = Functions.call(found.aggregation(), source);
    return Functions.type(call);
  }

  private int viewSlot(View view) {
    if (!views.contains(view)) {
      views.add(view);
    }
    return views.indexOf(view);
  }

  /** Compiles a derived feature, after those that it depends on. */
  private int derivedSlot(String name) {
    if (derivedSlots.containsKey(name)) {
      return derivedSlots.get(name);
    }
    if (!underway.add(name)) {
      List<String> cycle = new ArrayList<>(underway);
      cycle = cycle.subList(cycle.indexOf(name), cycle.size());
      throw new FeatureException(
          "feature '" + name + "' depends on itself: " + String.join(" → ", cycle) + " → " + name,
          "break the cycle",
          name,
          null);
    }
    String expression = project.derivedFeatures().get(name).expression();
    try {
      Variables<Inputs> variables = new Variables<>();
      variables.calendars(project.calendars());
      for (String used : Language.names(expression)) {
        variable(name, used).ifPresent(node -> variables.put(used, node));
      }
      variables.suggest(catalog.names());
      request.fields().forEach(field -> variables.suggest(Set.of(REQUEST + field.name())));
      derived.add(CompiledExpression.compile(expression, variables));
    } catch (ExpressionException e) {
      throw new FeatureException(name, e);
    }
    meaning.reads(name, expression);
    underway.remove(name);
    derivedSlots.put(name, derived.size() - 1);
    return derived.size() - 1;
  }

  /**
   * Returns the node for a name in the expression of a derived feature; empty if the name is not
   * defined here.
   */
  private Optional<Node<Inputs>> variable(String feature, String name) {
    if (name.startsWith(REQUEST)) {
      return Optional.of(requestVariable(feature, name));
    } else if (project.derivedFeatures().containsKey(name)) {
      int slot = derivedSlot(name);
      return Optional.of(Inputs.variable(derived.get(slot).type(), Inputs::derived, slot));
    }
    Matcher qualified = QUALIFIED.matcher(name);
    Optional<Found> found;
    try {
      found =
          !qualified.matches()
              ? catalog.feature(name)
              : catalog.hasView(qualified.group(1))
                  ? Optional.of(
                      catalog.feature(catalog.view(qualified.group(1)), qualified.group(3)))
                  : Optional.empty();
    } catch (FeatureException e) {
      throw new FeatureException(feature, e);
    }
    return found.map(
        f -> {
          meaning.reads(f);
          int slot = viewSlot(f.view());
          Function<Inputs, FeatureRow> row = inputs -> inputs.views()[slot];
          return Inputs.variable(type(f), row, f.index());
        });
  }

  private Node<Inputs> requestVariable(String feature, String name) {
    int slot = request.find(name.substring(REQUEST.length()));
    if (slot < 0) {
      throw new FeatureException(
          "feature '" + feature + "' reads " + name + ", which the request does not have",
          "add it to the request of the service, or leave the feature out");
    }
    meaning.reads(request.field(slot));
    return Inputs.variable(request.field(slot).type().featureType(), Inputs::request, slot);
  }
}
