package io.twinstream.features.service;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Reach;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.expression.CalendarsUsed;
import io.twinstream.features.expression.ZonesUsed;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Collects everything that the values of a list of features depend on, for the fingerprint of the
 * service.
 *
 * <p>The layouts of views leave names out, so that names can be edited. But if two aggregations
 * swap their names, a model gets wrong inputs; therefore the fingerprint contains each name that is
 * read together with its meaning.
 */
final class ServiceMeaning {
  /** Its cap is a part of the layout. */
  private static final String DISTINCT = "distinct";

  private final Project project;
  private final TreeSet<String> lines = new TreeSet<>();

  ServiceMeaning(Project project) {
    this.project = project;
  }

  Project project() {
    return project;
  }

  void reads(Field requested) {
    lines.add("request." + requested.name() + " = " + requested.type());
  }

  void reads(String derived, String expression) {
    var zones = ZonesUsed.of(Stream.of(expression));
    var calendars = CalendarsUsed.of(project.calendars(), Stream.of(expression));
    lines.add(
        derived
            + " = "
            + expression
            + (zones.isEmpty() ? "" : " zones " + zones)
            + (calendars.isEmpty() ? "" : " calendars " + calendars));
  }

  void reads(FeatureCatalog.Found found) {
    Aggregation a = found.aggregation();
    Window window = a.window();
    List<Object> meaning =
        new ArrayList<>(
            List.of(
                a.function(),
                a.field().orElse(""),
                window.shape(),
                window.width(),
                window.hop(),
                window.delay(),
                window.previous(),
                a.filter().orElse("")));
    if (window instanceof Window.Sliding sliding && !sliding.offset().isZero()) {
      meaning.add(sliding.offset());
    }
    if (window instanceof Window.Calendar
        || window instanceof Window.Last
        || window instanceof Window.Series
        || window instanceof Window.Session) {
      meaning.add(window);
    }
    if (!a.arguments().equals(Arguments.NONE) && !a.function().equals(DISTINCT)) {
      meaning.add(a.arguments());
    }
    lines.add(found.view().name() + "." + a.name() + " = " + meaning);
  }

  /**
   * Returns the hash.
   *
   * @param names the names of the features, in order
   * @param views the needed views, in order
   */
  String fingerprint(List<String> names, List<FeatureType> types, List<View> views) {
    StringBuilder text = new StringBuilder("features ").append(names).append(' ').append(types);
    lines.forEach(line -> text.append('\n').append(line));
    for (View view : views) {
      long layout = CompiledView.of(project, view).fingerprint();
      // The TTL affects a value only if it can be shorter than a window.
      text.append("\nlayout ").append(view.name()).append(' ').append(layout);
      if (unbounded(view)) {
        text.append(" ttl ").append(view.ttl());
      }
    }
    return HexFormat.of().toHexDigits(Hashing.xxh3_64().hashCharsToLong(text));
  }

  private static boolean unbounded(View view) {
    return view.aggregations().stream().anyMatch(a -> Reach.of(a.window()).isEmpty());
  }
}
