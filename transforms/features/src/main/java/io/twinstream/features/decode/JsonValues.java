package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the values of fields from JSON, also from within objects and arrays. */
final class JsonValues {
  private final EventBuilder builder;
  private long objects;
  private long record;

  JsonValues(EventBuilder builder) {
    this.builder = builder;
  }

  /** Begins a record. */
  void begin() {
    record = ++objects;
  }

  /** Reads the fields whose values are at a key of the record. */
  void read(JsonParser parser, RecordPaths at) throws IOException {
    if (at.isLeaf() && !parser.currentToken().isStructStart()) {
      for (int slot : at.slots) {
        if (builder.claim(slot)) {
          scalar(parser, slot);
        }
      }
      return;
    }
    if (at.seenIn == record) {
      builder.malformed("'" + at.path + "' appears twice");
    }
    at.seenIn = record;
    value(parser, List.of(at));
  }

  /**
   * Reads a value, up to its last token.
   *
   * @param paths which it is the value of
   */
  private void value(JsonParser parser, List<RecordPaths> paths) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, paths);
      case START_ARRAY -> array(parser, paths);
      case VALUE_NULL -> {}
      default -> {
        for (RecordPaths at : paths) {
          refuse(at.ofKeys, at, "an object");
          refuse(at.ofElements, at, "an array");
          for (int slot : at.slots) {
            scalar(parser, slot);
          }
        }
      }
    }
  }

  private void refuse(int[] slots, RecordPaths at, String needed) {
    for (int slot : slots) {
      builder.unfit(slot, "'" + at.path + "' is not " + needed);
    }
  }

  private void object(JsonParser parser, List<RecordPaths> paths) throws IOException {
    for (RecordPaths at : paths) {
      refuse(at.ofElements, at, "an array");
      for (int slot : at.slots) {
        builder.unfit(slot, "an object");
      }
    }
    long object = ++objects;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      List<RecordPaths> found = new ArrayList<>(paths.size());
      for (RecordPaths at : paths) {
        RecordPaths next = at.key(key);
        if (next != null) {
          if (next.seenIn == object) {
            builder.malformed("'" + next.path + "' appears twice");
          }
          next.seenIn = object;
          found.add(next);
        }
      }
      if (found.isEmpty()) {
        parser.skipChildren();
      } else {
        value(parser, found);
      }
    }
  }

  private void array(JsonParser parser, List<RecordPaths> paths) throws IOException {
    for (RecordPaths at : paths) {
      refuse(at.ofKeys, at, "an object");
      for (int slot : at.collected) {
        builder.startArray(slot);
      }
      for (int slot : at.slots) {
        if (builder.isArray(slot)) {
          builder.startArray(slot);
        } else {
          builder.unfit(slot, "an array");
        }
      }
    }
    int index = 0;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      element(parser, paths, index++);
    }
  }

  private void element(JsonParser parser, List<RecordPaths> paths, int index) throws IOException {
    List<RecordPaths> found = new ArrayList<>();
    for (RecordPaths at : paths) {
      found.addAll(at.element(index));
      for (int slot : at.slots) {
        if (builder.isArray(slot)) {
          scalar(parser, builder.element(slot));
          builder.endElement(slot);
        }
      }
    }
    if (found.isEmpty()) {
      parser.skipChildren();
    } else {
      value(parser, found);
    }
    for (RecordPaths at : paths) {
      for (int slot : at.collected) {
        builder.endElement(slot);
      }
    }
  }

  private void scalar(JsonParser parser, int slot) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_STRING -> builder.text(slot, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          builder.number(
              slot, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      case VALUE_TRUE -> builder.booleanValue(slot, true);
      case VALUE_FALSE -> builder.booleanValue(slot, false);
      case START_OBJECT -> builder.unfit(slot, "an object");
      case START_ARRAY -> builder.unfit(slot, "an array");
      default -> {} // null
    }
  }
}
