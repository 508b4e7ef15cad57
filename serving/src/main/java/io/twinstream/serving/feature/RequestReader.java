package io.twinstream.serving.feature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.twinstream.features.definition.Names;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.Shown;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the bodies of {@code POST /features/online} and {@code POST /features/batch}. */
@Singleton
final class RequestReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> LISTED = List.of("service", "features");
  private static final List<String> ROW_MEMBERS = List.of("entities", "request");
  private static final List<String> ONLINE_MEMBERS =
      List.of("service", "features", "entities", "request");
  private static final List<String> BATCH_MEMBERS = List.of("service", "features", "rows");

  private final FeatureLists lists;
  private final int maxRows;

  RequestReader(FeatureLists lists, ServingConfiguration configuration) {
    this.lists = lists;
    this.maxRows = configuration.maxRows();
  }

  /** What a row says, before it is known which features are meant. */
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
   * Reads one question: {@code service} or {@code features}, {@code entities} and {@code request}.
   *
   * @throws ProblemException if it is none, or names what does not exist
   */
  FeatureRequest online(byte[] bytes) {
    RawRow row = new RawRow();
    RawBody body = read(bytes, (json, name, raw) -> readRowMember(json, name, row, ONLINE_MEMBERS));
    body.rows.add(row);
    return resolve(body);
  }

  /**
   * Reads many: {@code service} or {@code features}, and {@code rows}, each with {@code entities}
   * and {@code request}.
   *
   * @throws ProblemException if it is none, or names what does not exist
   */
  FeatureRequest batch(byte[] bytes) {
    RawBody body =
        read(
            bytes,
            (json, name, raw) -> {
              if (!name.equals("rows")) {
                throw unknown(name, BATCH_MEMBERS);
              }
              readRows(json, raw.rows);
            });
    require(!body.rows.isEmpty(), "give the questions in \"rows\": there is none");
    return resolve(body);
  }

  private static RawBody read(byte[] bytes, Member other) {
    try (JsonParser json = JSON.createParser(bytes)) {
      RawBody body = new RawBody();
      require(json.nextToken() == JsonToken.START_OBJECT, "the body must be a JSON object");
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (LISTED.contains(name)) {
          readList(json, name, body);
        } else {
          other.read(json, name, body);
        }
      }
      require(json.nextToken() == null, "the body goes on after its JSON object");
      return body;
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "the body is not JSON: "
              + (e instanceof JsonParseException ? "line " + line(e) + ", " : "")
              + Shown.text(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
  }

  private static void readList(JsonParser json, String name, RawBody body) throws IOException {
    if (name.equals("service")) {
      require(json.currentToken() == JsonToken.VALUE_STRING, "\"service\" must be a text");
      body.service = json.getText();
    } else {
      body.features = readFeatures(json);
    }
  }

  private FeatureRequest resolve(RawBody raw) {
    require(
        (raw.service == null) != (raw.features == null),
        "name either a \"service\" or \"features\"");
    FeatureList list = raw.service != null ? lists.service(raw.service) : lists.of(raw.features);
    List<EntityRow> rows = new ArrayList<>(raw.rows.size());
    for (RawRow row : raw.rows) {
      row.entities.keySet().forEach(lists::requireEntity);
      rows.add(list.row(row.entities, RequestFields.of(list.compiled(), row.request)));
    }
    return new FeatureRequest(list, rows);
  }

  private static List<String> readFeatures(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"features\" must be a list of texts");
    List<String> features = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.VALUE_STRING, "\"features\" must be texts");
      features.add(json.getText());
    }
    return features;
  }

  private void readRows(JsonParser json, List<RawRow> rows) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"rows\" must be a list of objects");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "\"rows\" must be objects");
      require(rows.size() < maxRows, "a request has at most " + maxRows + " rows");
      RawRow row = new RawRow();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        readRowMember(json, name, row, ROW_MEMBERS);
      }
      rows.add(row);
    }
  }

  private static void readRowMember(JsonParser json, String name, RawRow row, List<String> members)
      throws IOException {
    switch (name) {
      case "entities" -> row.entities = readEntities(json);
      case "request" -> row.request = readRequest(json);
      default -> throw unknown(name, members);
    }
  }

  private static Map<String, String> readEntities(JsonParser json) throws IOException {
    Map<String, String> entities = new LinkedHashMap<>();
    require(json.currentToken() == JsonToken.START_OBJECT, "\"entities\" must be an object");
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      require(
          value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT,
          "an entity's id must be a text or an integer");
      entities.put(name, requireText(json.getText()));
    }
    return entities;
  }

  private static Map<String, Object> readRequest(JsonParser json) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    require(json.currentToken() == JsonToken.START_OBJECT, "\"request\" must be an object");
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (json.nextToken()) {
        case VALUE_NULL -> {} // As if it were not there.
        case VALUE_TRUE, VALUE_FALSE -> fields.put(name, json.getBooleanValue());
        case VALUE_STRING -> fields.put(name, requireText(json.getText()));
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            fields.put(name, new RequestFields.Numeral(json.getText()));
        default -> throw ProblemException.badRequest("request fields are plain values");
      }
    }
    return fields;
  }

  private static String requireText(String text) {
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text)),
        "a text has half of a surrogate pair");
    return text;
  }

  private static ProblemException unknown(String name, List<String> members) {
    return ProblemException.badRequest(Names.unknown("member", Shown.text(name), members));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw ProblemException.badRequest(otherwise);
    }
  }
}
