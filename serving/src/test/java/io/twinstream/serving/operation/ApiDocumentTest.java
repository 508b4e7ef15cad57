package io.twinstream.serving.operation;

import static io.twinstream.serving.operation.OpenApi.DOCUMENT;
import static io.twinstream.serving.operation.OpenApi.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the OpenAPI document contains what callers of features, scores and writes need. */
final class ApiDocumentTest {
  @ParameterizedTest
  @CsvSource({
    "/features/{entity}/{id}, get,  ,              Features",
    "/features/online,        post, Question,      Features",
    "/features/batch,         post, Batch,         BatchFeatures",
    "/score,                  post, ScoreQuestion, Score",
    "/score/batch,            post, ScoreBatch,    Scores",
    "/push/{source},          post, Events,           Pushed",
  })
  void bodiesAreDescribed(String path, String method, String body, String answer) {
    Map<String, Object> operation = at(DOCUMENT, "paths", path, method);
    if (body == null) {
      assertThat(operation, not(hasKey("requestBody")));
    } else {
      Map<String, Object> schema =
          at(operation, "requestBody", "content", "application/json", "schema");
      assertThat(schema.get("$ref"), is("#/components/schemas/" + body));
    }
    Map<String, Object> ok =
        at(operation, "responses", "200", "content", "application/json", "schema");
    assertThat(ok.get("$ref"), is("#/components/schemas/" + answer));
  }

  /** {@link StatusTest} provokes each of them. */
  @Test
  void everyErrorIsAProblemAndThePageHasIt() throws IOException {
    List<String> page = statusesOfThePage();
    TreeSet<Integer> all = new TreeSet<>();
    OpenApi.statuses()
        .forEach(
            (operation, statuses) -> {
              String[] names = operation.toLowerCase(Locale.ROOT).split(" ", 2);
              for (int status : statuses.tailSet(400)) {
                String path = operation.substring(operation.indexOf(' ') + 1);
                Map<String, Object> problem =
                    at(DOCUMENT, "paths", path, names[0], "responses", Integer.toString(status));
                Map<String, Object> schema =
                    at(problem, "content", "application/problem+json", "schema");
                assertThat(schema.get("$ref"), is("#/components/schemas/Problem"));
              }
              all.addAll(statuses.tailSet(400));
            });
    assertThat(all.stream().map(String::valueOf).toList(), is(page.stream().sorted().toList()));
  }

  @Test
  void columnsHaveAFormOfTheirOwn() {
    Map<String, Object> content =
        at(DOCUMENT, "paths", "/features/batch", "post", "responses", "200", "content");
    Map<String, Object> schema = at(content, "application/vnd.twinstream.columns+json", "schema");
    assertThat(schema.get("$ref"), is("#/components/schemas/ColumnFeatures"));
  }

  @Test
  void everythingThatIsReferredToIsThere() {
    Map<String, Object> schemas = at(DOCUMENT, "components", "schemas");
    List<String> references = new ArrayList<>();
    collect(DOCUMENT, references);
    assertThat(references.size(), greaterThan(20));
    for (String reference : references) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      assertThat(schemas, hasKey(name));
    }
  }

  /** The first column of the README's table of errors, except 405, which no operation returns. */
  private static List<String> statusesOfThePage() throws IOException {
    Path page = Installation.find().home().resolve("serving/README.md");
    Matcher row =
        Pattern.compile("(?m)^\\| ([45]\\d\\d(, \\d+)*) \\|").matcher(Files.readString(page));
    List<String> statuses = new ArrayList<>();
    while (row.find()) {
      statuses.addAll(List.of(row.group(1).split(", ")));
    }
    statuses.remove("405");
    assertThat(statuses, hasItems("400", "401", "404", "429", "503", "504"));
    return statuses;
  }

  private static void collect(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            } else {
              collect(value, references);
            }
          });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> collect(each, references));
    }
  }
}
