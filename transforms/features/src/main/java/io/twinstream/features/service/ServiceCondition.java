package io.twinstream.features.service;

import io.twinstream.features.definition.Field;
import io.twinstream.features.expression.CompiledExpression;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Issues;
import io.twinstream.features.expression.Variables;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;

/**
 * A boolean condition on the features of a service and the fields of its request, such as {@code
 * amount_sum_1h > 1000 && request.amount > 500}. Safe for use by many threads.
 */
public final class ServiceCondition {
  private final CompiledExpression<Inputs> compiled;
  private final String text;

  private ServiceCondition(CompiledExpression<Inputs> compiled, String text) {
    this.compiled = compiled;
    this.text = text;
  }

  /**
   * Compiles a condition.
   *
   * @throws ExpressionException if the expression is invalid or not boolean
   */
  public static ServiceCondition compile(CompiledService service, String cel) {
    Variables<Inputs> variables = new Variables<>();
    variables.calendars(service.calendars());
    for (int i = 0; i < service.names().size(); i++) {
      variables.put(
          service.names().get(i),
          Inputs.variable(service.types().get(i), inputs -> inputs.views()[0], i));
    }
    for (Field field : service.request().fields()) {
      int slot = service.request().slot(field.name());
      variables.put(
          "request." + field.name(),
          Inputs.variable(field.type().featureType(), Inputs::request, slot));
    }
    CompiledExpression<Inputs> compiled = CompiledExpression.compile(cel, variables);
    if (compiled.type() != FeatureType.BOOLEAN) {
      throw new ExpressionException(
          1,
          1,
          "a condition must be true or false, this is a " + Issues.type(compiled.type()),
          "compare it with something");
    }
    return new ServiceCondition(compiled, cel);
  }

  /**
   * Reports whether the condition is true: neither false nor null.
   *
   * @param features in the order of the service; null if none are known
   * @param request by the slots of the request; null if there are no fields
   */
  public boolean holds(FeatureRow features, FeatureRow request) {
    return compiled.isTrue(new Inputs(new FeatureRow[] {features}, request, null));
  }

  /** Returns the condition as written. */
  @Override
  public String toString() {
    return text;
  }
}
