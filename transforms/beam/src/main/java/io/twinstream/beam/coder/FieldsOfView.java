package io.twinstream.beam.coder;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the event fields that the aggregations of a view read. */
public final class FieldsOfView {
  private FieldsOfView() {}

  public static Set<String> of(ShippedView view) {
    return view.source().schema().fields().stream()
        .map(Field::name)
        .filter(
            field -> view.compiled().view().aggregations().stream().anyMatch(a -> uses(a, field)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A filter that contains the name of the field may read it; one field too many does no harm. */
  private static boolean uses(Aggregation aggregation, String field) {
    return aggregation.field().filter(field::equals).isPresent()
        || aggregation
            .filter()
            .filter(
                cel -> Pattern.compile("\\b" + Pattern.quote(field) + "\\b").matcher(cel).find())
            .isPresent();
  }
}
