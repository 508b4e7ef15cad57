package io.twinstream.features.format;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A format of records with schemas, which a library on the class path provides as a service. */
public interface PayloadFormat {
  RecordFormat.Kind kind();

  /**
   * Compiles a reader of the fields of a source.
   *
   * @param schema the schema of the writer
   * @param builder receives the values
   * @throws BadPayload if records of the schema cannot be events of the source, with the reason
   */
  PayloadReader reader(SchemaText schema, Source source, EventBuilder builder);

  /**
   * Creates a writer of the records of a source.
   *
   * @throws BadPayload if the schema cannot be used
   */
  PayloadWriter writer(SchemaText schema, Source source);

  /** Returns what is wrong with a schema of a source's records; empty if nothing is. */
  List<SchemaProblem> problems(SchemaText schema, Source source);

  /**
   * Returns why a reader with the next schema cannot read what was written with an earlier one;
   * empty if it can.
   *
   * @param message the message of Protobuf
   */
  List<String> incompatible(SchemaText earlier, SchemaText next, String message);

  /** Reports whether records have the same bytes with both schemas. */
  boolean isSameEncoding(SchemaText one, SchemaText other);

  /** Returns the formats on the class path, by kind. */
  static Map<RecordFormat.Kind, PayloadFormat> all() {
    return Found.FORMATS;
  }

  /**
   * Returns a format.
   *
   * @throws IllegalStateException if it is not on the class path
   */
  static PayloadFormat of(RecordFormat.Kind kind) {
    PayloadFormat found = Found.FORMATS.get(kind);
    if (found == null) {
      throw new IllegalStateException(
          "records in the format %s cannot be read here: twinstream-formats is not on the class path"
              .formatted(kind));
    }
    return found;
  }

  /** Loads the services once. */
  final class Found {
    private static final Map<RecordFormat.Kind, PayloadFormat> FORMATS =
        ServiceLoader.load(PayloadFormat.class, PayloadFormat.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .collect(
                Collectors.toMap(
                    PayloadFormat::kind, each -> each, (a, b) -> a, ConcurrentHashMap::new));

    private Found() {}
  }
}
