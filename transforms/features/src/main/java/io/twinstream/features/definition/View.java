package io.twinstream.features.definition;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Aggregations of one source for one entity, stored online as one value per entity.
 *
 * @param name without the version
 * @param version from 1
 * @param entity the entity's name
 * @param source the source's name
 * @param ttl after which an entity without events reads as expired; empty for never
 * @param freshness how old the pipeline's progress may be before values read as stale
 * @param owner who answers for it; may be empty
 * @param tags for searching
 * @param aggregations the features, in the order in which they are served
 * @param recentIdentities how many identities a state carries; 0 switches them off
 */
public record View(
    String name,
    int version,
    String entity,
    String source,
    Optional<Duration> ttl,
    Duration freshness,
    String owner,
    List<String> tags,
    List<Aggregation> aggregations,
    int recentIdentities) {

  public static final int DEFAULT_RECENT_IDENTITIES = 16;
  public static final Duration DEFAULT_FRESHNESS = Duration.ofSeconds(10);

  public View {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ttl, "ttl");
    tags = List.copyOf(tags);
    aggregations = List.copyOf(aggregations);
  }

  /** {@code name@version}. */
  public String id() {
    return name + "@" + version;
  }
}
