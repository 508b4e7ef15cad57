package io.twinstream.features.expression.function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** Writes all functions with their documentation: as a page for people, and as JSON. */
public final class FunctionList {
  private static final String HEAD =
      """
      # Functions of expressions

      Generated from the code; a test compares them and executes the examples. How expressions work is in
      [Expressions](README.md#expressions).

      - All results are the same on every JVM: elementary functions are those of `StrictMath`, zone rules and calendars are
        pinned, and no function asks the JVM's tables of Unicode.
      - A number that is not finite is null, as an argument and as a result. There is no negative zero.
      - Everything below is compiled. Arguments of the kinds zone (in quotes), pattern, calendar, bounds, values, n and hours are
        checked when definitions are loaded.

      """;

  private FunctionList() {}

  /** Returns the page, in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("| function | result | meaning | null | examples |\n|---|---|---|---|---|\n");
    for (FunctionEntry function : Functions.all()) {
      String formula = function.formula().isEmpty() ? "" : " " + code(function.formula()) + ".";
      List<String> cells =
          List.of(
              codes(function.calls()),
              results(function),
              function.meaning() + formula,
              function.nulls(),
              codes(
                  function.examples().stream()
                      .map(example -> example.expression() + " → " + example.value())
                      .toList()));
      page.append(
          cells.stream()
              .map(cell -> cell.replace("|", "\\|"))
              .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
    return page.toString();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String codes(List<String> texts) {
    return texts.stream().map(FunctionList::code).collect(Collectors.joining("<br>"));
  }

  private static String results(FunctionEntry function) {
    List<String> types =
        function.overloads().stream().map(Overload::resultType).distinct().toList();
    return types.size() > 1 ? "that of its arguments" : types.get(0);
  }

  /**
   * Returns the functions as a JSON array of objects: {@code name}, {@code calls}, {@code meaning},
   * {@code formula}, {@code null}, {@code overloads} with {@code parameters} and {@code result},
   * and {@code examples} with {@code expression} and {@code value}.
   */
  public static String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartArray();
      for (FunctionEntry function : Functions.all()) {
        write(function, json);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(FunctionEntry function, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", function.name());
    json.writeArrayFieldStart("calls");
    for (String call : function.calls()) {
      json.writeString(call);
    }
    json.writeEndArray();
    json.writeStringField("meaning", function.meaning());
    json.writeStringField("formula", function.formula());
    json.writeStringField("null", function.nulls());
    json.writeArrayFieldStart("overloads");
    for (Overload overload : function.overloads()) {
      json.writeStartObject();
      json.writeObjectFieldStart("parameters");
      for (Parameter parameter : overload.parameters()) {
        json.writeStringField(parameter.name(), parameter.kind().words());
      }
      json.writeEndObject();
      json.writeStringField("result", overload.resultType());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("examples");
    for (FunctionEntry.Example example : function.examples()) {
      json.writeStartObject();
      json.writeStringField("expression", example.expression());
      json.writeStringField("value", example.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
