package io.twinstream.features.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** The JSON of records. */
final class LenientJson {
  /**
   * The parser accepts NaN, and the field with the value decides; undeclared fields may have it.
   * Whether a record is valid must not depend on the names seen before it, so a full symbol table
   * is not an error.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private LenientJson() {}
}
