package io.twinstream.features.decode;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The key of the Kafka records of a source. Kafka keeps the order of records with the same key,
 * because they are in the same partition. No feature depends on it.
 */
public final class RecordKey {
  private final Optional<EntityKey> field;

  private RecordKey(Optional<EntityKey> field) {
    this.field = field;
  }

  /**
   * The key of a source: the field that its topic declares, or else the key of the entity of the
   * first view of the source.
   */
  public static RecordKey of(Project project, Source source) {
    return new RecordKey(
        source
            .kafkaTopic()
            .key()
            .or(
                () ->
                    project.viewsOfBase(source.name()).stream()
                        .map(view -> project.entity(view.entity()).key())
                        .findFirst())
            .map(field -> EntityKey.in(source.schema(), field)));
  }

  /** Returns the key of an event's record; null if it has none, which means any partition. */
  public byte[] of(Event event) {
    String key = field.map(of -> of.of(event)).orElse(null);
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }
}
