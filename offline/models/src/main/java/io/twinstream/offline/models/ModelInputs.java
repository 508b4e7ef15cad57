package io.twinstream.offline.models;

import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that a model reads of a row of features: one per number, and {@code n} per array of
 * the declared length {@code n}, named {@code name[0]} to {@code name[n-1]}. Elements that an array
 * does not have are NaN, as are nulls.
 */
public final class ModelInputs {
  private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(\\d+)]");

  private ModelInputs() {}

  /** Returns the names of the inputs for the features of a service, in order. */
  public static List<String> names(CompiledService service) {
    return names(service.names(), service.types());
  }

  static List<String> names(List<String> features, List<FeatureType> types) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      String name = features.get(i);
      FeatureType type = types.get(i);
      if (type.isScalar() || type.length() == 0) {
        names.add(name);
      }
      for (int element = 0; element < type.length(); element++) {
        names.add(name + "[" + element + "]");
      }
    }
    return names;
  }

  /** Returns why a model cannot read features of a type, and what to do; empty if it can. */
  static Optional<String> refusal(FeatureType type) {
    return switch (type.kind()) {
      case LONG, DOUBLE, BOOLEAN -> Optional.empty();
      case STRING, TIMESTAMP, BYTES ->
          Optional.of("and a model reads numbers: leave it out, or derive a number from it");
      case MAP ->
          Optional.of(
              "and a model reads numbers: leave it out, or derive a number for each category");
      case ARRAY -> {
        if (refusal(type.element()).isPresent()) {
          yield Optional.of("and a model reads numbers: leave it out, or derive numbers from it");
        }
        yield type.length() > 0
            ? Optional.empty()
            : Optional.of(
                "whose length is not declared, and a model reads a fixed number of inputs: use a"
                    + " function that declares the length, or derive numbers from it");
      }
    };
  }

  /**
   * Converts a value to the number that the model gets; values beyond the greatest float become
   * that float.
   */
  public static float float32(double value) {
    float nearest = (float) value;
    return Float.isInfinite(nearest) ? Math.copySign(Float.MAX_VALUE, nearest) : nearest;
  }

  /**
   * Returns the inputs of a row.
   *
   * @param width their number
   */
  public static float[] of(FeatureRow row, int width) {
    float[] inputs = new float[width];
    write(row, FloatBuffer.wrap(inputs));
    return inputs;
  }

  /** Writes the inputs of a row. */
  static void write(FeatureRow row, FloatBuffer to) {
    for (int i = 0; i < row.size(); i++) {
      FeatureType type = row.type(i);
      if (type.isScalar()) {
        to.put(row.isNull(i) ? Float.NaN : float32(row.asDouble(i)));
      } else {
        write(row.array(i), type.length(), to);
      }
    }
  }

  private static void write(ArrayValue array, int length, FloatBuffer to) {
    for (int i = 0; i < length; i++) {
      boolean missing = array == null || i >= array.size() || array.isNull(i);
      to.put(missing ? Float.NaN : float32(array.asDouble(i)));
    }
  }

  /**
   * Returns the column of a table of features that an input is read from.
   *
   * @param columns the columns of the table
   */
  public static String column(String input, Collection<String> columns) {
    Matcher element = ELEMENT.matcher(input);
    return !columns.contains(input) && element.matches() ? element.group(1) : input;
  }

  /**
   * Returns the SQL with which DuckDB reads an input from a table of features, as a double.
   *
   * @param columns the columns of the table
   */
  public static String sql(String input, Collection<String> columns) {
    String column = column(input, columns);
    String quoted = '"' + column.replace("\"", "\"\"") + '"';
    if (!column.equals(input)) {
      Matcher element = ELEMENT.matcher(input);
      element.matches();
      quoted = "list_extract(" + quoted + ", " + (Long.parseLong(element.group(2)) + 1) + ")";
    }
    return "CAST(" + quoted + " AS DOUBLE)";
  }
}
