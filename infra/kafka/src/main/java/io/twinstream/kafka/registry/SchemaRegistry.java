package io.twinstream.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.format.WriterSchema;
import io.twinstream.features.format.WriterSchemas;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A schema registry with Confluent's REST API, such as Confluent's, Karapace, or Apicurio under
 * {@code /apis/ccompat/v7}. Schemas are cached by id, because an id never changes its meaning. Safe
 * for use by many threads.
 */
public final class SchemaRegistry implements WriterSchemas {
  private static final int UNKNOWN_SCHEMA = 40403;
  private static final int UNKNOWN_SUBJECT = 40401;
  private static final int UNKNOWN_VERSION = 40402;
  private static final int MAX_REFERENCES = 1_000;

  /** Of each address, one per process, so that all decoders share its schemas. */
  private static final ConcurrentMap<String, SchemaRegistry> OPEN = new ConcurrentHashMap<>();

  private final RegistryHttp http;
  private final RegistryPatience patience;
  private final UnknownIds unknown = new UnknownIds();
  private final ConcurrentMap<Integer, WriterSchema> schemas = new ConcurrentHashMap<>();

  private SchemaRegistry(RegistryHttp http, RegistryPatience patience) {
    this.http = http;
    this.patience = patience;
  }

  /**
   * Returns the registry at an address, with the credentials of this process's environment.
   *
   * @param urls separated by commas
   * @throws IllegalArgumentException if the address or the credentials are not valid
   */
  public static SchemaRegistry at(String urls) {
    return OPEN.computeIfAbsent(
        urls,
        each ->
            new SchemaRegistry(
                new RegistryHttp(each, RegistrySettings.of(System.getenv())),
                RegistryPatience.ofJobs()));
  }

  /** Returns a registry of its own, which fails at the first problem. */
  public static SchemaRegistry impatient(String urls, Map<String, String> environment) {
    return new SchemaRegistry(
        new RegistryHttp(urls, RegistrySettings.of(environment)), RegistryPatience.NONE);
  }

  static SchemaRegistry with(
      String urls, Map<String, String> environment, RegistryPatience patience) {
    return new SchemaRegistry(new RegistryHttp(urls, RegistrySettings.of(environment)), patience);
  }

  /** A version of a subject. */
  public record Version(int number, int id, WriterSchema schema) {}

  @Override
  public Optional<WriterSchema> byId(int id) {
    WriterSchema cached = schemas.get(id);
    if (cached != null) {
      return Optional.of(cached);
    }
    if (unknown.has(id)) {
      return Optional.empty();
    }
    Optional<WriterSchema> found = patience.get(() -> ask(id));
    if (found.isEmpty() && unknown.mayAskAgain()) {
      found = patience.get(() -> ask(id));
    }
    found.ifPresentOrElse(schema -> schemas.putIfAbsent(id, schema), () -> unknown.add(id));
    return found;
  }

  private Optional<WriterSchema> ask(int id) {
    RegistryAnswer answer = http.get("/schemas/ids/" + Integer.toUnsignedString(id));
    if (answer.errorCode() == UNKNOWN_SCHEMA) {
      return Optional.empty();
    }
    if (answer.errorCode() == 404) {
      // Some registries answer this for an id, and all for a path that they do not have.
      required(http.get("/schemas/types"));
      return Optional.empty();
    }
    return Optional.of(schema("schema " + id, required(answer)));
  }

  private static RegistryAnswer required(RegistryAnswer answer) {
    if (answer.status() >= 400) {
      throw new RegistryFailure(
          "the schema registry answers: %s (%d)".formatted(answer.message(), answer.errorCode()));
    }
    return answer;
  }

  private WriterSchema schema(String name, RegistryAnswer answer) {
    if (answer.schema().isBlank()) {
      throw new RegistryFailure(
          "%s answers HTTP %d without the text of %s".formatted(this, answer.status(), name));
    }
    Map<String, String> imports = new LinkedHashMap<>();
    references(answer.references(), imports, 0);
    RecordFormat.Kind kind =
        switch (answer.schemaType().toUpperCase(Locale.ROOT)) {
          case "", "AVRO" -> RecordFormat.Kind.AVRO;
          case "PROTOBUF" -> RecordFormat.Kind.PROTOBUF;
          default -> RecordFormat.Kind.JSON;
        };
    return new WriterSchema(kind, new SchemaText(name, answer.schema(), imports));
  }

  private void references(
      List<RegistryAnswer.Reference> references, Map<String, String> into, int depth) {
    for (RegistryAnswer.Reference each : references) {
      if (into.containsKey(each.name())) {
        continue;
      }
      if (depth > 32 || into.size() >= MAX_REFERENCES) {
        throw new RegistryFailure("schemas refer to too many others, such as " + each.name());
      }
      String path = "/subjects/%s/versions/%d".formatted(encoded(each.subject()), each.version());
      RegistryAnswer answer = http.get(path);
      if (isUnknown(answer)) {
        answer = required(http.get(path + "?deleted=true")); // Records may outlive a version.
      }
      required(answer);
      references(answer.references(), into, depth + 1);
      into.put(each.name(), answer.schema());
    }
  }

  /** Returns the latest version of a subject; empty if there is no such subject. */
  public Optional<Version> latest(String subject) {
    return version(subject, "latest");
  }

  private Optional<Version> version(String subject, String number) {
    return patience.get(
        () -> {
          RegistryAnswer answer =
              http.get("/subjects/%s/versions/%s".formatted(encoded(subject), number));
          if (isUnknown(answer)) {
            return Optional.empty();
          }
          required(answer);
          String name = "%s version %d".formatted(subject, answer.version());
          return Optional.of(new Version(answer.version(), answer.id(), schema(name, answer)));
        });
  }

  /** Returns all versions of a subject, oldest first. */
  public List<Version> versions(String subject) {
    RegistryAnswer answer =
        patience.get(() -> http.get("/subjects/%s/versions".formatted(encoded(subject))));
    if (isUnknown(answer)) {
      return List.of();
    }
    return required(answer).values().stream()
        .sorted()
        .flatMap(number -> version(subject, number.toString()).stream())
        .toList();
  }

  private static boolean isUnknown(RegistryAnswer answer) {
    return answer.errorCode() == UNKNOWN_SUBJECT || answer.errorCode() == UNKNOWN_VERSION;
  }

  /**
   * Registers a schema, and returns its id; that of an equal schema if there is one.
   *
   * @throws RegistryFailure if the registry refuses it, such as for incompatibility
   */
  public int register(String subject, WriterSchema schema) {
    RegistryAnswer answer =
        patience.get(
            () -> http.send("/subjects/%s/versions".formatted(encoded(subject)), body(schema)));
    return required(answer).id();
  }

  private static String body(WriterSchema schema) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("schemaType", schema.kind().name());
      json.writeStringField("schema", schema.schema().text());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "the schema registry at " + http;
  }
}
