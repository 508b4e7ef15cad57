package io.twinstream.features.expression;

import dev.cel.common.CelIssue;
import io.twinstream.features.definition.Names;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the CEL checker reports into problems that a reader can act on. */
final class Issues {
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '\\(([^']*)\\)'.*", Pattern.DOTALL);

  private Issues() {}

  static ExpressionException explain(CelIssue issue, Collection<String> names) {
    String what = issue.getMessage();
    String hint = "";
    Matcher undeclared = UNDECLARED.matcher(what);
    Matcher overload = OVERLOAD.matcher(what);
    if (undeclared.matches()) {
      String name = undeclared.group(1).replace(Language.PRESENCE, "");
      List<String> near = Names.nearest(name, names);
      what = "no name '" + name + "'";
      hint = near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "?";
    } else if (overload.matches()) {
      String function = overload.group(1).replace("_", " ").trim();
      what = "'" + function + "' does not take (" + overload.group(2) + ")";
      hint = overload.group(2).contains("null") ? "write has(name) to test for a value" : "";
    }
    return new ExpressionException(
        issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn() + 1, what, hint);
  }
}
