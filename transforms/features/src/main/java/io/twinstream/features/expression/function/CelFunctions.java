package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.number;
import static io.twinstream.features.expression.function.FunctionEntry.text;

import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.Overload.Origin;
import java.util.stream.Stream;

/** Functions of CEL whose nodes are those of operators, and conversions. */
final class CelFunctions {
  private CelFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
            function("size")
                .of(text("s"))
                .origin(Origin.CEL)
                .cel("size_string", SimpleType.INT, null)
                .means("The number of characters (code points) of text.")
                .example("size('héllo')", "5"),
            test("contains", "contains_string", "Whether t is a part of s.", "'abc'.contains('b')"),
            test(
                "startsWith",
                "starts_with_string",
                "Whether s begins with t.",
                "'abc'.startsWith('a')"),
            test("endsWith", "ends_with_string", "Whether s ends with t.", "'abc'.endsWith('c')"),
            function("int")
                .of(number("x"))
                .origin(Origin.CEL)
                .cel("double_to_int64", SimpleType.INT, null)
                .means("x without its fraction.")
                .orNull("the result does not fit into 64 bits")
                .example("int(-2.9)", "-2"),
            function("timestamp")
                .of(text("s"))
                .origin(Origin.CEL)
                .cel("string_to_timestamp", SimpleType.TIMESTAMP, null)
                .means("The instant that RFC 3339 text names; a literal, as a rule.")
                .example(
                    "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-02T00:00:00Z')",
                    "true"),
            function("duration")
                .of(text("s"))
                .origin(Origin.CEL)
                .cel("string_to_duration", SimpleType.DURATION, null)
                .means("A duration in h, m, s and ms, to add to a timestamp or to compare.")
                .example("duration('36h') > duration('90m')", "true"))
        .map(Builder::build);
  }

  private static Builder test(String name, String id, String meaning, String example) {
    return function(name)
        .of(text("s"), text("t"))
        .origin(Origin.CEL_METHOD)
        .cel(id, SimpleType.BOOL, null)
        .means(meaning)
        .example(example, "true");
  }
}
