package io.twinstream.features.expression;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.protobuf.Timestamp;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import io.twinstream.features.time.Zone;
import io.twinstream.features.time.ZoneTable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Replaces those functions of CEL whose results depend on the JVM: parts of times in a zone (from
 * {@link ZoneTable}), the text of a number (JVMs before 19 sometimes write more digits), and
 * integers from text (JVMs accept all digits of their version of Unicode).
 */
final class PinnedFunctions {
  private static final Map<String, ToLongFunction<LocalDateTime>> PARTS =
      Map.of(
          "year",
          LocalDateTime::getYear,
          "month",
          time -> time.getMonthValue() - 1,
          "day_of_year",
          time -> time.getDayOfYear() - 1,
          "day_of_month",
          time -> time.getDayOfMonth() - 1,
          "day_of_month_1_based",
          LocalDateTime::getDayOfMonth,
          "day_of_week",
          time -> time.getDayOfWeek().getValue() % 7,
          "hours",
          LocalDateTime::getHour,
          "minutes",
          LocalDateTime::getMinute,
          "seconds",
          LocalDateTime::getSecond,
          "milliseconds",
          time -> time.getNano() / 1_000_000);

  private PinnedFunctions() {}

  /** Returns the functions of this class. */
  static List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> bindings = new ArrayList<>();
    // Looked up by name, because CEL requires the captured objects of a function to have immutable
    // types.
    for (String part : PARTS.keySet()) {
      bindings.add(
          CelFunctionBinding.from(
              "timestamp_to_" + part + "_with_tz",
              Timestamp.class,
              String.class,
              (time, zone) -> PARTS.get(part).applyAsLong(local(time, zone))));
    }
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

  private static LocalDateTime local(Timestamp time, String zone) throws CelEvaluationException {
    try {
      Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      return LocalDateTime.ofEpochSecond(
          instant.getEpochSecond(), instant.getNano(), new Zone(zone).rules().getOffset(instant));
    } catch (IllegalArgumentException e) {
      throw new CelEvaluationException(e.getMessage(), e);
    }
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
