package io.twinstream.features.format;

import java.util.Optional;

/**
 * The schemas of a registry. Safe for use by many threads.
 *
 * <p>An id never changes its meaning, so a record decides alone which schema it has. Only the
 * answer of a registry counts: while it does not answer, {@link #byId} waits or throws, and no
 * record is decided.
 */
public interface WriterSchemas {
  /** Has no registry. */
  WriterSchemas NONE =
      id -> {
        throw new IllegalStateException(
            "no schema registry is named; give --schema-registry, or set"
                + " TWINSTREAM_SCHEMA_REGISTRY");
      };

  /**
   * Returns the schema with an id; empty if the registry answers that it has none.
   *
   * @throws RuntimeException if the registry does not answer
   */
  Optional<WriterSchema> byId(int id);
}
