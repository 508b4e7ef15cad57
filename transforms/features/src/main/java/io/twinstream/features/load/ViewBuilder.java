package io.twinstream.features.load;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Defines a view in Java. Attributes that are not set have the defaults of YAML. */
public final class ViewBuilder {
  private final String name;
  private final int version;
  private final String entity;
  private final String source;
  private Optional<Duration> ttl = Optional.empty();
  private Duration freshness = View.DEFAULT_FRESHNESS;
  private String owner = "";
  private List<String> tags = List.of();
  private final List<Aggregation> aggregations = new ArrayList<>();
  private int recentIdentities = View.DEFAULT_RECENT_IDENTITIES;
  private Optional<Topic> featuresTopic = Optional.empty();

  private ViewBuilder(String name, int version, String entity, String source) {
    this.name = name;
    this.version = version;
    this.entity = entity;
    this.source = source;
  }

  /** Begins a view of the named source for the named entity. */
  public static ViewBuilder view(String name, int version, String entity, String source) {
    return new ViewBuilder(name, version, entity, source);
  }

  public ViewBuilder ttl(Duration duration) {
    ttl = Optional.of(duration);
    return this;
  }

  public ViewBuilder freshness(Duration duration) {
    freshness = duration;
    return this;
  }

  public ViewBuilder owner(String team) {
    owner = team;
    return this;
  }

  public ViewBuilder tags(String... words) {
    tags = List.of(words);
    return this;
  }

  public ViewBuilder recentIdentities(int count) {
    recentIdentities = count;
    return this;
  }

  /** Publishes the features of the view to a compacted topic as they change. */
  public ViewBuilder featuresTopic(String topic) {
    featuresTopic = Optional.of(Topic.of(topic));
    return this;
  }

  /** Adds the aggregations of a template. */
  public ViewBuilder aggregate(AggregationTemplate template) {
    aggregations.addAll(template.expand());
    return this;
  }

  /** Returns the view; a {@link ProjectBuilder} checks it. */
  public View build() {
    return new View(
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
        featuresTopic);
  }
}
