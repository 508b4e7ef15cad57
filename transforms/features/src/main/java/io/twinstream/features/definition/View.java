package io.twinstream.features.definition;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Aggregations of one stream, or fields of one table, for one entity; the online store keeps one
 * state per entity.
 *
 * @param name without the version
 * @param version from 1
 * @param entity the name of the entity
 * @param source the name of the source
 * @param ttl the time without events after which an entity reads as expired; empty for never
 * @param freshness how far the pipeline's progress may be behind before values read as stale; for a
 *     table its schedule
 * @param owner the responsible person or team; may be empty
 * @param tags labels for searching
 * @param aggregations the features, in the order in which they are served
 * @param recentIdentities how many identities of events a state carries; 0 for none
 * @param featuresTopic the topic to which the live job publishes features as they change
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
    int recentIdentities,
    Optional<Topic> featuresTopic) {

  public static final int DEFAULT_RECENT_IDENTITIES = 16;
  public static final Duration DEFAULT_FRESHNESS = Duration.ofSeconds(10);

  public View {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ttl, "ttl");
    Objects.requireNonNull(featuresTopic, "featuresTopic");
    tags = List.copyOf(tags);
    aggregations = List.copyOf(aggregations);
  }

  /** Creates a view without a topic of features, as in checkpoints of earlier versions. */
  public View(
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
    this(
        name,
        version,
        entity,
        source,
        ttl,
        freshness,
        owner,
        tags,
        aggregations,
        recentIdentities,
        Optional.empty());
  }

  /** Returns a copy with another freshness. */
  public View withFreshness(Duration other) {
    return new View(
        name,
        version,
        entity,
        source,
        ttl,
        other,
        owner,
        tags,
        aggregations,
        recentIdentities,
        featuresTopic);
  }

  /** Returns {@code name@version}. */
  public String id() {
    return name + "@" + version;
  }
}
