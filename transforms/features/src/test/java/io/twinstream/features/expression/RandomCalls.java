package io.twinstream.features.expression;

import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.event.Event;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.expression.function.Parameter;
import io.twinstream.features.time.Zone;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random calls of the functions of expressions, over the fields of {@link RandomExpressions}. */
final class RandomCalls {
  static final Map<String, HolidayCalendar> CALENDARS =
      Map.of(
          "example",
          HolidayCalendar.of(
              "example",
              new Zone("Europe/London"),
              List.of(1970, 2026),
              List.of(LocalDate.of(1970, 1, 1), LocalDate.of(2026, 12, 25))));

  private static final List<Overload> ALL =
      Functions.overloads()
          .filter(o -> !List.of("timestamp", "duration").contains(o.function()))
          .toList();

  /** The length at which CEL refuses an expression. */
  private static final int MAX_LENGTH = 10_000;

  private final Random random;
  private final RandomExpressions simple;

  RandomCalls(long seed) {
    this.random = new Random(seed);
    this.simple = new RandomExpressions(seed);
  }

  Event event() {
    return simple.event();
  }

  /** A call of any function, of a length that expressions may have. */
  String any(int depth) {
    String call;
    do {
      call = call(ALL.get(random.nextInt(ALL.size())), depth);
    } while (call.length() > MAX_LENGTH);
    return call;
  }

  String call(Overload function, int depth) {
    List<String> arguments =
        function.parameters().stream()
            .map(parameter -> argument(function, parameter, depth))
            .toList();
    return function.signature().contains("." + function.function() + "(")
        ? arguments.get(0)
            + "."
            + function.function()
            + "("
            + String.join(", ", arguments.subList(1, arguments.size()))
            + ")"
        : function.function() + "(" + String.join(", ", arguments) + ")";
  }

  private String argument(Overload function, Parameter parameter, int depth) {
    if (function.function().equals("timestamp")) {
      return "'2026-01-01T00:00:00Z'";
    } else if (function.function().equals("duration")) {
      return "'36h'";
    }
    return switch (parameter.kind()) {
      case NUMBER -> nested("number", depth, pick("n1", "n2", "n3", "0.5", "-2", "90", "1 / n1"));
      case TEXT ->
          nested("text", depth, pick("s1", "s2", "'https://www.example.com/a'", "'kitten'"));
      case FLAG -> nested("true or false", depth, pick("b1", "b2"));
      case TIMESTAMP ->
          nested("timestamp", depth, pick("t1", "t2", "timestamp('2026-07-01T22:59:59.5Z')"));
      case NUMBERS ->
          pick("[n1, n2]", "[1, -2.5]", "[n3]", "[0, 1 / n1]", "[n3, 1, n2]", "[2, 0, 1e300]");
      case TEXTS -> pick("[s1, s2]", "['a', 'b']", "[s2]", "['ab', s1, 'a']");
      case ZONE -> pick("'Europe/London'", "'UTC'", "'+05:30'", "'Australia/Lord_Howe'", "s1");
      case PATTERN -> pick("'a'", "'^a+$'", "'[^b]'", "'(?i)KIT'");
      case CALENDAR -> "'example'";
      case BOUNDS -> pick("[0]", "[-1, 0, 0.5, 7]", "[1, 2, 3]");
      case VALUES -> pick("['a']", "['kitten', 'b', 'a']", "['ab', '']");
      case COUNT -> pick("1", "7", "1000", "9007199254740992");
      case HOUR -> pick("0", "6", "22.5", "24");
    };
  }

  private String nested(String type, int depth, String otherwise) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return otherwise;
    }
    List<Overload> fitting = ALL.stream().filter(o -> o.resultType().equals(type)).toList();
    return call(fitting.get(random.nextInt(fitting.size())), depth - 1);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
