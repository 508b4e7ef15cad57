package io.twinstream.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import io.twinstream.features.expression.function.FunctionEntry;
import io.twinstream.features.expression.function.Functions;
import io.twinstream.features.expression.function.Overload;
import io.twinstream.features.text.Names;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Explains calls that CEL's checker refuses: of unknown functions, or with wrong arguments. */
final class WrongCalls {
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);

  private WrongCalls() {}

  /** Returns the problem; empty if the issue is not about a call of a named function. */
  static Optional<ExpressionException> explain(CelAbstractSyntaxTree parsed, CelIssue issue) {
    Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
    if (undeclared.matches()) {
      return unknown(parsed, issue, undeclared.group(1));
    }
    Matcher overload = OVERLOAD.matcher(issue.getMessage());
    return overload.matches()
        ? Functions.named(overload.group(1))
            .map(entry -> arguments(issue, entry, Issues.operands(overload.group(2))))
        : Optional.empty();
  }

  private static Optional<ExpressionException> unknown(
      CelAbstractSyntaxTree parsed, CelIssue issue, String name) {
    return CelNavigableAst.fromAst(parsed)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
        .map(expr -> Calls.name(expr.call()))
        .filter(called -> Functions.named(called).isEmpty())
        .filter(
            called ->
                called.equals(name)
                    || called.equals(Calls.NAMESPACE + "." + name)
                    || name.equals(Calls.NAMESPACE) && called.startsWith(name + "."))
        .findFirst()
        .map(
            called ->
                at(
                    issue,
                    "no function '" + called + "'",
                    Names.didYouMean(called, Functions.names())));
  }

  private static ExpressionException arguments(
      CelIssue issue, FunctionEntry function, List<String> found) {
    List<Integer> sizes =
        function.overloads().stream()
            .map(overload -> overload.parameters().size())
            .distinct()
            .sorted()
            .toList();
    String calls = String.join(" or ", function.calls());
    if (!sizes.contains(found.size())) {
      String needed =
          sizes.size() > 2
              ? sizes.get(0) + " to " + sizes.get(sizes.size() - 1)
              : sizes.stream().map(String::valueOf).collect(Collectors.joining(" or "));
      return at(
          issue,
          "'" + function.name() + "' needs " + needed + " arguments, not " + found.size(),
          "write " + calls);
    }
    return at(
        issue,
        "'" + function.name() + "' does not accept " + String.join(" and ", found),
        "write " + calls + ", with " + types(function));
  }

  private static String types(FunctionEntry function) {
    return function.overloads().stream()
        .map(Overload::parameters)
        .map(
            parameters ->
                parameters.stream()
                    .map(parameter -> parameter.name() + ": " + parameter.kind().words())
                    .collect(Collectors.joining(", ")))
        .limit(3)
        .collect(Collectors.joining("; or "));
  }

  private static ExpressionException at(CelIssue issue, String what, String hint) {
    return new ExpressionException(
        issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn() + 1, what, hint);
  }
}
