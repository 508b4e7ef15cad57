package io.twinstream.serving.operation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.local.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Whether the OpenAPI document says what callers of features, scores and writes have to know. */
final class ApiDocumentTest {
  private static final Map<String, Object> DOCUMENT = document();

  @ParameterizedTest
  @CsvSource({
    "/features/{entity}/{id}, get,  ,              Features",
    "/features/online,        post, Question,      Features",
    "/features/batch,         post, Batch,         BatchFeatures",
    "/score,                  post, ScoreQuestion, Score",
    "/score/batch,            post, ScoreBatch,    Scores",
    "/push/{source},          post, *,             Pushed",
  })
  void bodiesAndEveryStatusOfThePageAreDescribed(
      String path, String method, String body, String answer) throws IOException {
    Map<String, Object> operation = at(DOCUMENT, "paths", path, method);
    if (body == null) {
      assertThat(operation, not(hasKey("requestBody")));
    } else {
      Map<String, Object> schema =
          at(operation, "requestBody", "content", "application/json", "schema");
      assertThat(schema.get("$ref"), is(body.equals("*") ? null : "#/components/schemas/" + body));
    }
    Map<String, Object> responses = at(operation, "responses");
    Map<String, Object> ok = at(responses, "200", "content", "application/json", "schema");
    assertThat(ok.get("$ref"), is("#/components/schemas/" + answer));
    List<String> statuses = statusesOfThePage();
    assertThat(new TreeSet<>(responses.keySet()), hasItems(statuses.toArray(new String[0])));
    for (String status : statuses) {
      Map<String, Object> problem =
          at(responses, status, "content", "application/problem+json", "schema");
      assertThat(problem.get("$ref"), is("#/components/schemas/Problem"));
    }
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

  /** The first column of the README's table of errors, but for 405: no operation answers that. */
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

  @SuppressWarnings("unchecked") // Objects of YAML have texts as keys.
  private static Map<String, Object> at(Map<String, Object> node, String... keys) {
    Map<String, Object> next = node;
    for (String key : keys) {
      assertThat(next, hasKey(key));
      next = (Map<String, Object>) next.get(key);
    }
    return next;
  }

  private static Map<String, Object> document() {
    try (InputStream in =
        ApiDocumentTest.class.getResourceAsStream("/META-INF/swagger/twinstream-0.1.yml")) {
      return new Yaml().load(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
