package io.twinstream.serving.operation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasKey;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;

/** Parses the served OpenAPI document. */
final class OpenApi {
  static final Map<String, Object> DOCUMENT = document();

  private OpenApi() {}

  /** The statuses of each operation, with names like {@code GET /stats}. */
  static Map<String, TreeSet<Integer>> statuses() {
    Map<String, TreeSet<Integer>> statuses = new TreeMap<>();
    for (String path : at(DOCUMENT, "paths").keySet()) {
      for (String method : at(DOCUMENT, "paths", path).keySet()) {
        TreeSet<Integer> codes = new TreeSet<>();
        at(DOCUMENT, "paths", path, method, "responses")
            .keySet()
            .forEach(code -> codes.add(Integer.valueOf(code)));
        statuses.put(method.toUpperCase(java.util.Locale.ROOT) + " " + path, codes);
      }
    }
    return statuses;
  }

  @SuppressWarnings("unchecked") // YAML objects have string keys.
  static Map<String, Object> at(Map<String, Object> node, String... keys) {
    Map<String, Object> next = node;
    for (String key : keys) {
      assertThat(next, hasKey(key));
      next = (Map<String, Object>) next.get(key);
    }
    return next;
  }

  private static Map<String, Object> document() {
    try (InputStream in =
        OpenApi.class.getResourceAsStream("/META-INF/swagger/twinstream-0.1.yml")) {
      return new Yaml().load(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
