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

/**
 * Reads the body of {@code POST /features/online}: {@code service} or {@code features}, and {@code
 * entities} and {@code request}, or {@code rows} of these two.
 */
@Singleton
final class OnlineRequestReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> MEMBERS =
      List.of("service", "features", "entities", "request", "rows");
  private static final List<String> ROW_MEMBERS = List.of("entities", "request");

  private final FeatureLists lists;
  private final int maxRows;

  OnlineRequestReader(FeatureLists lists, ServingConfiguration configuration) {
    this.lists = lists;
    this.maxRows = configuration.maxRows();
  }

  /** What a row says, before it is known which features are meant. */
  private static final class RawRow {
    private Map<String, String> entities;
    private Map<String, Object> request = Map.of();
  }

  private static final class RawBody {
    private String service;
    private List<String> features;
    private final RawRow single = new RawRow();
    private List<RawRow> rows;
  }

  /**
   * Reads a request.
   *
   * @throws ProblemException if it is none, or names what does not exist
   */
  OnlineRequest read(byte[] body) {
    RawBody raw;
    try (JsonParser json = JSON.createParser(body)) {
      raw = readBody(json);
      if (json.nextToken() != null) {
        throw ProblemException.badRequest("the body goes on after its JSON object");
      }
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "the body is not JSON: "
              + (e instanceof JsonParseException ? "line " + line(e) + ", " : "")
              + Shown.text(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return resolve(raw);
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
  }

  private OnlineRequest resolve(RawBody raw) {
    if ((raw.service == null) == (raw.features == null)) {
      throw ProblemException.badRequest("name either a \"service\" or \"features\"");
    }
    if (raw.rows != null && (raw.single.entities != null || !raw.single.request.isEmpty())) {
      throw ProblemException.badRequest("give \"rows\", or \"entities\" and \"request\"");
    }
    FeatureList list = raw.service != null ? lists.service(raw.service) : lists.of(raw.features);
    List<RawRow> rawRows = raw.rows == null ? List.of(raw.single) : raw.rows;
    List<EntityRow> rows = new ArrayList<>(rawRows.size());
    for (RawRow row : rawRows) {
      Map<String, String> entities = row.entities == null ? Map.of() : row.entities;
      entities.keySet().forEach(lists::requireEntity);
      rows.add(list.row(entities, RequestFields.of(list.compiled(), row.request)));
    }
    return new OnlineRequest(list, rows, raw.rows != null);
  }

  private RawBody readBody(JsonParser json) throws IOException {
    RawBody body = new RawBody();
    require(json.nextToken() == JsonToken.START_OBJECT, "the body must be a JSON object");
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "service" -> {
          require(value == JsonToken.VALUE_STRING, "\"service\" must be a text");
          body.service = json.getText();
        }
        case "features" -> body.features = readFeatures(json);
        case "entities" -> body.single.entities = readEntities(json);
        case "request" -> body.single.request = readRequest(json);
        case "rows" -> body.rows = readRows(json);
        default -> throw unknown(name, MEMBERS);
      }
    }
    return body;
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

  private List<RawRow> readRows(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"rows\" must be a list of objects");
    List<RawRow> rows = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "\"rows\" must be objects");
      require(rows.size() < maxRows, "a request has at most " + maxRows + " rows");
      RawRow row = new RawRow();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "entities" -> row.entities = readEntities(json);
          case "request" -> row.request = readRequest(json);
          default -> throw unknown(name, ROW_MEMBERS);
        }
      }
      rows.add(row);
    }
    return rows;
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
