package io.twinstream.serving.feature;

import static io.twinstream.serving.json.JsonInput.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.json.JsonInput;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.row.RowInput;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses the bodies of {@code POST /features/online} and {@code POST /features/batch}. */
@Singleton
final class RequestReader {
  private static final List<String> LISTED = List.of("service", "features");
  private static final List<String> ROW_MEMBERS = List.of("entities", "request");
  private static final List<String> ONLINE_MEMBERS =
      List.of("service", "features", "entities", "request");
  private static final List<String> BATCH_MEMBERS = List.of("service", "features", "rows");

  private final ServedDefinitions definitions;
  private final int maxRows;

  RequestReader(ServedDefinitions definitions, ServingConfiguration configuration) {
    this.definitions = definitions;
    this.maxRows = configuration.maxRows();
  }

  /** The content of a row, before its list of features is known. */
  private static final class RawRow {
    private Map<String, String> entities = Map.of();
    private Map<String, Object> request = Map.of();
  }

  private static final class RawBody {
    private String service;
    private List<String> features;
    private final List<RawRow> rows = new ArrayList<>();
  }

  @FunctionalInterface
  private interface Member {
    void read(JsonParser json, String name, RawBody body) throws IOException;
  }

  /**
   * Parses a request for one row: {@code service} or {@code features}, {@code entities} and {@code
   * request}.
   *
   * @throws ProblemException if the body is malformed, or names something unknown
   */
  FeatureRequest online(byte[] bytes) {
    RawRow row = new RawRow();
    RawBody body = read(bytes, (json, name, raw) -> readRowMember(json, name, row, ONLINE_MEMBERS));
    body.rows.add(row);
    return resolve(body);
  }

  /**
   * Parses a request for many rows: {@code service} or {@code features}, and {@code rows}, each
   * with {@code entities} and {@code request}.
   *
   * @throws ProblemException if the body is malformed, or names something unknown
   */
  FeatureRequest batch(byte[] bytes) {
    RawBody body =
        read(
            bytes,
            (json, name, raw) -> {
              if (!name.equals("rows")) {
                throw JsonInput.unknown(name, BATCH_MEMBERS);
              }
              readRows(json, raw.rows);
            });
    require(!body.rows.isEmpty(), "\"rows\" is missing or empty; give at least one row");
    return resolve(body);
  }

  private static RawBody read(byte[] bytes, Member other) {
    RawBody body = new RawBody();
    JsonInput.body(
        bytes,
        (json, name) -> {
          if (LISTED.contains(name)) {
            readList(json, name, body);
          } else {
            other.read(json, name, body);
          }
        });
    return body;
  }

  private static void readList(JsonParser json, String name, RawBody body) throws IOException {
    if (name.equals("service")) {
      body.service = JsonInput.text(json, name);
    } else {
      body.features = readFeatures(json);
    }
  }

  private FeatureRequest resolve(RawBody raw) {
    require(
        (raw.service == null) != (raw.features == null), "give either \"service\" or \"features\"");
    FeatureLists lists = definitions.current().lists();
    FeatureList list = raw.service != null ? lists.service(raw.service) : lists.of(raw.features);
    List<EntityRow> rows = new ArrayList<>(raw.rows.size());
    for (RawRow row : raw.rows) {
      row.entities.keySet().forEach(lists::requireEntity);
      rows.add(list.row(row.entities, RequestFields.of(list.compiled(), row.request)));
    }
    return new FeatureRequest(list, rows);
  }

  private static List<String> readFeatures(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"features\" must be a list of strings");
    List<String> features = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(
          json.currentToken() == JsonToken.VALUE_STRING, "\"features\" must contain only strings");
      features.add(json.getText());
    }
    return features;
  }

  private void readRows(JsonParser json, List<RawRow> rows) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"rows\" must be a list of objects");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "\"rows\" must contain only objects");
      require(rows.size() < maxRows, "a request may have at most " + maxRows + " rows");
      RawRow row = new RawRow();
      JsonInput.members(json, (value, name) -> readRowMember(value, name, row, ROW_MEMBERS));
      rows.add(row);
    }
  }

  private static void readRowMember(JsonParser json, String name, RawRow row, List<String> members)
      throws IOException {
    switch (name) {
      case "entities" -> row.entities = RowInput.entities(json);
      case "request" -> row.request = RowInput.request(json);
      default -> throw JsonInput.unknown(name, members);
    }
  }
}
