package io.twinstream.features.load;

import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the names of definitions. */
final class NameRules {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /** Words that expressions cannot use as names. */
  private static final Set<String> LANGUAGE =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while");

  /** Names with another meaning in the routes of the server. */
  private static final Set<String> ROUTES = Set.of("offline", "online", "batch");

  private final Problems problems;

  NameRules(Problems problems) {
    this.problems = problems;
  }

  /** Checks a name that expressions use: of a field or a feature. */
  boolean identifier(Place place, String what, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      problems.add(
          place,
          what + " name '" + name + "' is not valid",
          "use letters, digits and _, a letter first, at most 128");
      return false;
    } else if (LANGUAGE.contains(name)) {
      problems.add(
          place,
          what + " name '" + name + "' is a word of the expression language",
          "choose another, such as " + name + "_value");
      return false;
    }
    return true;
  }

  /** Checks a name that is also part of URLs: of an entity, a view or a service. */
  void address(Place place, String what, String name) {
    if (!identifier(place, what, name)) {
      return;
    }
    if (ROUTES.contains(name) || name.equals("request")) {
      String use = name.equals("request") ? "request fields in expressions" : "a route";
      problems.add(
          place, what + " name '" + name + "' is reserved: it means " + use, "choose another");
    }
  }

  void topic(Place place, String topic) {
    if (!TOPIC.matcher(topic).matches()) {
      problems.add(
          place,
          "'" + topic + "' is not a Kafka topic",
          "use letters, digits, '.', '_' and '-', at most 249");
    }
  }
}
