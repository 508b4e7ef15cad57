package io.twinstream.formats.avro;

import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.format.BadPayload;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Parses schemas. */
final class AvroSchemas {
  /** The place in a message of the JSON parser. */
  private static final Pattern LINE = Pattern.compile("line: (\\d+)");

  private AvroSchemas() {}

  /**
   * Parses a schema after those that it refers to.
   *
   * @throws BadPayload if it is not a schema
   */
  static Schema parse(SchemaText text) {
    return parse(text, new Schema.Parser());
  }

  /**
   * The same for the schema of a writer, whose names and defaults do not matter: a registry may
   * have schemas that are older than Avro's checks of them.
   */
  static Schema parseOfWriter(SchemaText text) {
    Schema.Parser lenient = new Schema.Parser(NameValidator.NO_VALIDATION);
    return parse(text, lenient.setValidateDefaults(false));
  }

  private static Schema parse(SchemaText text, Schema.Parser parser) {
    try {
      for (Map.Entry<String, String> each : text.imports().entrySet()) {
        parser.parse(each.getValue());
      }
      return parser.parse(text.text());
    } catch (NullPointerException e) {
      throw new BadPayload(
          text.name() + " is not an Avro schema: it names a type that is not defined");
    } catch (AvroRuntimeException e) {
      throw new BadPayload("%s is not an Avro schema: %s".formatted(text.name(), message(e)));
    }
  }

  /** Returns the line that a message names; 1 if it names none. */
  static int line(String message) {
    Matcher found = LINE.matcher(message);
    return found.find() ? Integer.parseInt(found.group(1)) : 1;
  }

  private static String message(Exception e) {
    String text = String.valueOf(e.getMessage());
    return text.replaceAll("\\s+", " ");
  }
}
