package io.twinstream.features.load;

import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import java.util.List;

/** The schemas that a registry has for the records of sources. */
@FunctionalInterface
public interface RegisteredSchemas {
  /** Knows none. */
  RegisteredSchemas NONE = source -> List.of();

  /** Returns the schemas with which records of a source may be written, oldest first. */
  List<SchemaText> of(Source source);
}
