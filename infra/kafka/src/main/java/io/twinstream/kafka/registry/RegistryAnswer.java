package io.twinstream.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of a registry. Members that an answer does not have are empty or 0.
 *
 * @param status the HTTP status
 * @param errorCode the registry's own code of an error
 * @param message of an error
 * @param references of a schema
 * @param values the numbers of a list
 */
record RegistryAnswer(
    int status,
    int errorCode,
    String message,
    String schema,
    String schemaType,
    int id,
    int version,
    List<Reference> references,
    List<Integer> values) {
  private static final JsonFactory JSON = new JsonFactory();

  /** A schema that another refers to, by the name that it uses for it. */
  record Reference(String name, String subject, int version) {}

  static RegistryAnswer parse(int status, String body) throws IOException {
    Builder read = new Builder();
    try (JsonParser parser = JSON.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        read.object(parser);
      } else if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          read.values.add(parser.getValueAsInt());
        }
      }
    }
    return new RegistryAnswer(
        status,
        read.errorCode,
        read.message,
        read.schema,
        read.schemaType,
        read.id,
        read.version,
        List.copyOf(read.references),
        List.copyOf(read.values));
  }

  private static final class Builder {
    private int errorCode;
    private String message = "";
    private String schema = "";
    private String schemaType = "";
    private int id;
    private int version;
    private final List<Reference> references = new ArrayList<>();
    private final List<Integer> values = new ArrayList<>();

    void object(JsonParser parser) throws IOException {
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        parser.nextToken();
        switch (key) {
          case "error_code" -> errorCode = parser.getValueAsInt();
          case "message" -> message = parser.getValueAsString("");
          case "schema" -> schema = parser.getValueAsString("");
          case "schemaType" -> schemaType = parser.getValueAsString("");
          case "id" -> id = parser.getValueAsInt();
          case "version" -> version = parser.getValueAsInt();
          case "references" -> references(parser);
          default -> {}
        }
        parser.skipChildren();
      }
    }

    private void references(JsonParser parser) throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        String name = "";
        String subject = "";
        int of = 0;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          switch (key) {
            case "name" -> name = parser.getValueAsString("");
            case "subject" -> subject = parser.getValueAsString("");
            case "version" -> of = parser.getValueAsInt();
            default -> parser.skipChildren();
          }
        }
        references.add(new Reference(name, subject, of));
      }
    }
  }
}
