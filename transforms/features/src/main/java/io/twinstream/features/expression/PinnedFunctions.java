package io.twinstream.features.expression;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The functions that CEL's interpreter calls: {@link Functions}, and replacements of those of CEL
 * whose results depend on the JVM: parts of times in a zone (in {@link Functions} too), the text of
 * a number (JVMs before 19 sometimes write more digits), and integers from text (JVMs accept all
 * digits of their version of Unicode).
 */
final class PinnedFunctions {
  private PinnedFunctions() {}

  /** Returns these functions. */
  static List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> bindings = new ArrayList<>();
    // Looked up by name, because CEL requires the captured objects of a function to have immutable
    // types.
    Functions.overloads()
        .filter(Overload::isBound)
        .forEach(
            function -> {
              String id = function.id();
              bindings.add(
                  CelFunctionBinding.from(
                      id, function.classes(), arguments -> evaluate(id, arguments)));
            });
    bindings.add(CelFunctionBinding.from("double_to_string", Double.class, PinnedFunctions::text));
    bindings.add(
        CelFunctionBinding.from("string_to_int64", String.class, PinnedFunctions::integer));
    return bindings;
  }

  /** Returns all other functions of CEL. */
  static CelStandardFunctions others() {
    Set<String> pinned =
        bindings().stream().map(CelFunctionBinding::getOverloadId).collect(Collectors.toSet());
    return CelStandardFunctions.newBuilder()
        .filterFunctions(
            (function, overload) ->
                !pinned.contains(((Enum<?>) overload).name().toLowerCase(Locale.ROOT)))
        .build();
  }

  private static Object evaluate(String id, Object[] arguments) throws CelEvaluationException {
    return Functions.overload(id)
        .orElseThrow()
        .evaluate(arguments)
        .orElseThrow(() -> new CelEvaluationException("null"));
  }

  private static String text(double number) {
    return NumberOutput.toString(number, true);
  }

  private static long integer(String text) throws CelEvaluationException {
    try {
      if (text.chars().allMatch(c -> c < 0x80)) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw new CelEvaluationException(e.getMessage(), e);
    }
    throw new CelEvaluationException("'" + text + "' is not an integer");
  }
}
