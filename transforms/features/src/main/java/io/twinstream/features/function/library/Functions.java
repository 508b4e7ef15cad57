package io.twinstream.features.function.library;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.Window;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.function.Accepts;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Function;
import io.twinstream.features.row.FeatureType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The aggregation functions by name. */
public final class Functions {
  private static final String OWN = "[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*";
  private static volatile Map<String, Function> known;

  private Functions() {}

  /**
   * Returns all functions: those of the library, and those of users, which {@link ServiceLoader}
   * finds.
   *
   * @throws IllegalStateException if the name of one is not valid
   */
  public static Collection<Function> all() {
    return known().values();
  }

  /** Returns the names of all functions. */
  public static Collection<String> ids() {
    return known().keySet();
  }

  public static boolean has(String id) {
    return known().containsKey(id);
  }

  /**
   * Returns an aggregation with the fields of its source.
   *
   * @throws IllegalArgumentException if its function does not accept its field
   */
  public static Call call(Aggregation aggregation, Source source) {
    Accepts accepts = of(aggregation.function()).accepts();
    Schema schema = source.schema();
    aggregation
        .field()
        .map(schema::field)
        .filter(field -> !accepts.accepts(field.type()))
        .ifPresent(
            field -> {
              throw new IllegalArgumentException(
                  aggregation.name() + ": " + aggregation.function() + " does not accept " + field);
            });
    return new Call(aggregation, schema, source.resolution().toMillis());
  }

  /**
   * Returns a function by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Function of(String id) {
    Function function = known().get(id);
    if (function == null) {
      throw new IllegalArgumentException("no function '" + id + "'");
    }
    return function;
  }

  /** Returns the type of the feature: over several windows, an array of the function's values. */
  public static FeatureType type(Call call) {
    FeatureType type = of(call.aggregation().function()).type(call);
    return call.window() instanceof Window.Series series
        ? FeatureType.array(type, series.count())
        : type;
  }

  /** Returns the fields that an aggregation reads, and maybe more: one too many does no harm. */
  public static Set<String> fields(Aggregation aggregation, Schema schema) {
    Set<String> fields = new TreeSet<>();
    aggregation.field().ifPresent(fields::add);
    of(aggregation.function()).arguments().stream()
        .filter(argument -> argument.kind() == Argument.Kind.FIELD)
        .filter(argument -> aggregation.arguments().has(argument.name()))
        .forEach(
            argument -> fields.add(aggregation.arguments().get(argument.name(), String.class)));
    Stream.concat(aggregation.filter().stream(), aggregation.window().filter().stream())
        .forEach(cel -> fields.addAll(Filters.fields(schema, cel)));
    return fields;
  }

  private static Map<String, Function> known() {
    Map<String, Function> functions = known;
    if (functions == null) {
      functions = new LinkedHashMap<>();
      for (Function function : library()) {
        functions.put(function.id(), function);
      }
      for (Function function :
          ServiceLoader.load(Function.class, Function.class.getClassLoader())) {
        own(function, functions.putIfAbsent(function.id(), function));
      }
      functions = Collections.unmodifiableMap(functions);
      known = functions;
    }
    return functions;
  }

  /** Checks the name of a user's function. No function of the library will have a prefix. */
  private static void own(Function function, Function other) {
    String name = function.getClass().getName();
    if (!function.id().matches(OWN)) {
      throw new IllegalStateException(
          "the function '%s' of %s needs a name with a prefix, such as acme.spread"
              .formatted(function.id(), name));
    }
    if (other != null) {
      throw new IllegalStateException(
          "two functions are named '%s': %s and %s; rename one"
              .formatted(function.id(), other.getClass().getName(), name));
    }
  }

  private static List<Function> library() {
    return List.of(
        new Count(),
        new Sum("sum", false),
        new Sum("mean", true),
        new Extreme("min", false),
        new Extreme("max", true),
        new Variance("variance", false),
        new Variance("stddev", true),
        new DistinctCount(),
        new Edge("first", false),
        new Edge("last", true),
        new TimeSince("time_since_first", false),
        new TimeSince("time_since_last", true),
        // moments
        new StandardMoment("skewness", false),
        new StandardMoment("kurtosis", true),
        new PairMoment("covariance", PairMoment.Kind.COVARIANCE),
        new PairMoment("correlation", PairMoment.Kind.CORRELATION),
        new PairMoment("slope", PairMoment.Kind.SLOPE),
        // booleans
        new Condition("any", Condition.Kind.ANY),
        new Condition("all", Condition.Kind.ALL),
        new Condition("share", Condition.Kind.SHARE),
        // rates and gaps
        new Rate(),
        new MeanGap(),
        new LongestGap(),
        new GapDeviation(),
        // sessions
        new SessionsOf("session_count", SessionsOf.Kind.COUNT),
        new SessionsOf("mean_session", SessionsOf.Kind.MEAN),
        new SessionsOf("longest_session", SessionsOf.Kind.LONGEST),
        // by order
        new ExtremeBy("max_by", true),
        new ExtremeBy("min_by", false),
        new Lag(),
        new Changes(),
        new SomeValues("first_n", false, false),
        new SomeValues("last_n", true, false),
        new SomeValues("first_distinct_n", false, true),
        new SomeValues("last_distinct_n", true, true),
        // decay
        new Decayed("decayed_count", Decayed.Kind.COUNT),
        new Decayed("decayed_sum", Decayed.Kind.SUM),
        new Decayed("decayed_mean", Decayed.Kind.MEAN),
        // Vectors.
        new VectorOf("vector_sum", false),
        new VectorOf("vector_mean", true),
        // Quantiles.
        new QuantileOf("quantile", false),
        new QuantileOf("median", true),
        new InterquartileRange(),
        // Categories.
        new Mode("mode", false),
        new Mode("top_share", true),
        new Entropy(),
        new ShareOf(),
        new MapBy("count_by", MapBy.Statistic.COUNT),
        new MapBy("sum_by", MapBy.Statistic.SUM),
        new MapBy("mean_by", MapBy.Statistic.MEAN),
        new MapBy("min_by_key", MapBy.Statistic.LEAST),
        new MapBy("max_by_key", MapBy.Statistic.GREATEST),
        new TopK(),
        new SetOf(),
        new Overlap(),
        new HistogramOf());
  }
}
