package io.twinstream.serving.score;

import static io.twinstream.serving.json.JsonInput.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.serving.json.JsonInput;
import io.twinstream.serving.row.RowInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parsed body of a request for scores, before its names are resolved. */
final class RawRequest {
  private static final List<String> COMMON = List.of("service", "model", "include");
  private static final List<String> ROW =
      List.of("entities", "request", "event", "known", "source");
  private static final List<String> INCLUDABLE = List.of("features", "reasons");

  String service;
  String model;
  final List<String> include = new ArrayList<>();
  final List<Row> rows = new ArrayList<>();

  /** One row of the body; an absent event is null. */
  static final class Row {
    Map<String, String> entities = Map.of();
    Map<String, Object> request = Map.of();
    byte[] event;
    String known;
    String source;
  }

  /** Parses a body of one row. */
  static RawRequest one(byte[] body) {
    RawRequest raw = new RawRequest();
    Row row = new Row();
    JsonInput.body(
        body,
        (json, name) -> {
          if (!raw.common(json, name) && !member(json, name, row, body)) {
            throw unknown(name, ROW);
          }
        });
    raw.rows.add(row);
    return raw;
  }

  /** Parses a body of many rows. */
  static RawRequest many(byte[] body, int maxRows) {
    RawRequest raw = new RawRequest();
    JsonInput.body(
        body,
        (json, name) -> {
          if (name.equals("rows")) {
            raw.rows(json, body, maxRows);
          } else if (!raw.common(json, name)) {
            throw unknown(name, List.of("rows"));
          }
        });
    require(!raw.rows.isEmpty(), "\"rows\" is missing or empty; give at least one row");
    return raw;
  }

  private static RuntimeException unknown(String name, List<String> others) {
    List<String> known = new ArrayList<>(others);
    known.addAll(COMMON);
    return JsonInput.unknown(name, known);
  }

  private boolean common(JsonParser json, String name) throws IOException {
    switch (name) {
      case "service" -> service = JsonInput.text(json, name);
      case "model" -> model = JsonInput.text(json, name);
      case "include" -> {
        require(json.currentToken() == JsonToken.START_ARRAY, "\"include\" must be a list");
        while (json.nextToken() != JsonToken.END_ARRAY) {
          String part = JsonInput.text(json, name);
          if (!INCLUDABLE.contains(part)) {
            throw JsonInput.unknown(part, INCLUDABLE);
          }
          include.add(part);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void rows(JsonParser json, byte[] body, int maxRows) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "\"rows\" must be a list of objects");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "\"rows\" must contain only objects");
      require(rows.size() < maxRows, "a request may have at most " + maxRows + " rows");
      Row row = new Row();
      JsonInput.members(
          json,
          (value, name) -> {
            if (!member(value, name, row, body)) {
              throw JsonInput.unknown(name, ROW);
            }
          });
      rows.add(row);
    }
  }

  private static boolean member(JsonParser json, String name, Row row, byte[] body)
      throws IOException {
    switch (name) {
      case "entities" -> row.entities = RowInput.entities(json);
      case "request" -> row.request = RowInput.request(json);
      case "source" -> row.source = JsonInput.text(json, name);
      case "known" -> row.known = JsonInput.text(json, name);
      case "event" -> row.event = event(json, body);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static byte[] event(JsonParser json, byte[] body) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "\"event\" must be an object");
    return JsonInput.slice(json, body);
  }
}
