package io.twinstream.features.expression;

import dev.cel.common.CelIssue;
import io.twinstream.features.expression.WrongName.Kind;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Names;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Converts the issues of CEL's parser and checker into problems with a hint. */
public final class Issues {
  private static final Pattern UNDECLARED = pattern("undeclared reference to '([^']*)'");
  private static final Pattern OVERLOAD =
      pattern("found no matching overload for '([^']*)' applied to '([^']*)'");
  private static final Pattern UNEXPECTED = pattern("(?:mismatched|extraneous) input '([^']*)'");
  private static final Pattern UNKNOWN_CHARACTERS = pattern("token recognition error at: '(.*)'");
  private static final Pattern NO_FIELDS =
      pattern("type '([^']*)' does not support field selection");
  private static final Pattern NESTED = Pattern.compile("(list|map)\\((?:string, )?(\\w+)\\)");
  private static final Pattern RESERVED = pattern("reserved identifier: (\\w+)");

  private static final Map<String, String> INSTEAD =
      Map.of("and", "&&", "or", "||", "not", "!", "=", "==", "is", "==", "<>", "!=");
  private static final Map<String, String> TYPES =
      Map.of(
          "double", "number",
          "bool", "true or false",
          "string", "text",
          "null_type", "null",
          "google.protobuf.Timestamp", "timestamp",
          "google.protobuf.Duration", "duration");

  private Issues() {}

  private static Pattern pattern(String start) {
    return Pattern.compile(start + ".*", Pattern.DOTALL);
  }

  /**
   * Explains one issue.
   *
   * @param used the qualified names that the expression reads
   * @param known the names that it may read
   */
  static ExpressionException explain(CelIssue issue, Set<String> used, Collection<String> known) {
    String message = issue.getMessage();
    int line = issue.getSourceLocation().getLine();
    int column = issue.getSourceLocation().getColumn() + 1;
    Matcher m;
    if ((m = UNDECLARED.matcher(message)).matches()) {
      return undeclared(line, column, m.group(1).replace(Language.PRESENCE, ""), used, known);
    } else if ((m = OVERLOAD.matcher(message)).matches()) {
      return overload(line, column, m.group(1), m.group(2));
    } else if ((m = UNEXPECTED.matcher(message)).matches()) {
      return m.group(1).equals("<EOF>")
          ? new ExpressionException(line, column, "the expression ends too early", "complete it")
          : new ExpressionException(
              line, column, "unexpected '" + m.group(1) + "'", instead(m.group(1)));
    } else if ((m = UNKNOWN_CHARACTERS.matcher(message)).matches()) {
      String text = m.group(1).strip();
      String hint = text.matches("['\"].*") ? "close the quotation" : instead(text);
      return new ExpressionException(line, column, "unexpected " + text, hint);
    } else if ((m = NO_FIELDS.matcher(message)).matches()) {
      return new ExpressionException(
          line, column, "a " + type(m.group(1)) + " has no fields", "write the name alone");
    } else if ((m = RESERVED.matcher(message)).matches()) {
      return new ExpressionException(
          line, column, "'" + m.group(1) + "' is a word of the language's own", "");
    }
    return new ExpressionException(line, column, message, "");
  }

  private static ExpressionException undeclared(
      int line, int column, String name, Set<String> used, Collection<String> known) {
    String full = used.stream().filter(n -> n.startsWith(name + ".")).findFirst().orElse(name);
    WrongName wrong =
        new WrongName(Kind.UNKNOWN_FEATURE, full.substring(full.lastIndexOf('.') + 1));
    return new ExpressionException(
        line, column, "no name '" + full + "'", Names.didYouMean(full, known), wrong);
  }

  private static String instead(String text) {
    return INSTEAD.containsKey(text) ? "write " + INSTEAD.get(text) : "";
  }

  private static ExpressionException overload(int line, int column, String name, String types) {
    List<String> operands = operands(types);
    if (operands.isEmpty()) {
      return new ExpressionException(line, column, name + " does not accept " + types, "");
    }
    if (name.equals("_?_:_")) {
      String what =
          operands.get(0).equals("true or false")
              ? "the two sides of ':' differ: " + operands.get(1) + " and " + operands.get(2)
              : "the condition before '?' is a " + operands.get(0);
      return new ExpressionException(
          line, column, what, "both results of a condition need the same type");
    }
    String operator = name.replace("_", "").replace("@", "").strip();
    String hint =
        operands.contains("null")
            ? "nothing equals null; write has(name), or !has(name)"
            : operands.size() == 2 && operands.contains("text") && operands.contains("number")
                ? "put text in quotes, and write numbers without"
                : "";
    return new ExpressionException(
        line,
        column,
        "'"
            + operator
            + "' does not accept "
            + operands.stream().collect(Collectors.joining(" and ")),
        hint);
  }

  /** Returns the types of the operands of a call, from CEL's text such as {@code string.(int)}. */
  static List<String> operands(String types) {
    Matcher call = Pattern.compile("(.*?)\\.?\\((.*)\\)").matcher(types);
    return !call.matches()
        ? List.of()
        : Stream.concat(
                Stream.of(call.group(1)), Stream.of(call.group(2).split(",\\s*(?![^()]*\\))")))
            .filter(type -> !type.isEmpty())
            .map(Issues::type)
            .toList();
  }

  private static String type(String cel) {
    Matcher nested = NESTED.matcher(cel);
    return nested.matches()
        ? nested.group(1).replace("list", "array") + " of " + type(nested.group(2))
        : TYPES.getOrDefault(cel, cel);
  }

  public static String type(FeatureType type) {
    return switch (type.kind()) {
      case LONG, DOUBLE -> "number";
      case STRING -> "text";
      case BOOLEAN -> "true or false";
      case TIMESTAMP -> "timestamp";
      case BYTES -> "bytes";
      case ARRAY, MAP -> type.lower();
    };
  }
}
