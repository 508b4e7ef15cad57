package io.twinstream.serving.kafka;

import io.micronaut.context.annotation.Requires;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.stores.Erasure;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Appends erasures to a compacted topic, which outlives the online store; jobs read it and erase
 * again. The topic is created at the first erasure.
 */
@Singleton
@Requires(beans = TopicAppender.class)
public final class ErasureTopic {
  private final TopicAppender log;
  private final KafkaConfiguration configuration;
  private final InstantSource clock;

  /** The topic after the check that it exists and is compacted. */
  private volatile String ready;

  ErasureTopic(TopicAppender log, KafkaConfiguration configuration, InstantSource clock) {
    this.log = log;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** Appends an erasure; completes when the brokers have acknowledged it. */
  public CompletionStage<?> keep(String project, Erasure erasure) {
    String topic = Erasure.topic(project);
    byte[] when = clock.instant().toString().getBytes(StandardCharsets.UTF_8);
    return ready(topic)
        .thenCompose(there -> log.append(topic, erasure.key(), when, clock.millis()));
  }

  /**
   * Appends a record without a value for an entity to a topic of features, unless there is no such
   * topic.
   */
  public CompletionStage<?> withdraw(String topic, String id) {
    return log.append(topic, id.getBytes(StandardCharsets.UTF_8), null, clock.millis())
        .<Object>thenApply(appended -> appended)
        .exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (TopicAppender.isMissingTopic(cause)) {
                return null;
              }
              throw new CompletionException(cause);
            });
  }

  /** Where and why an erasure was not appended, and what the operator can do. */
  public String told(Throwable failure) {
    return log.told(failure);
  }

  private CompletionStage<Void> ready(String topic) {
    if (topic.equals(ready)) {
      return CompletableFuture.completedFuture(null);
    }
    Admin admin;
    try {
      admin = admin();
    } catch (KafkaFailure e) { // No name of a broker can be resolved just now.
      return CompletableFuture.failedFuture(e);
    }
    NewTopic compacted =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .createTopics(List.of(compacted))
        .all()
        .toCompletionStage()
        .exceptionally(ErasureTopic::unlessItIsThere)
        .thenCompose(made -> admin.describeConfigs(List.of(resource)).all().toCompletionStage())
        .thenAccept(
            configs -> {
              requireCompacted(
                  topic, configs.get(resource).get(TopicConfig.CLEANUP_POLICY_CONFIG).value());
              ready = topic;
            })
        // Not on the client's own thread, because closing waits for it.
        .whenCompleteAsync((done, failure) -> admin.close());
  }

  private Admin admin() {
    int deadline = Math.toIntExact(configuration.deadline().toMillis());
    return log.clients()
        .admin(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(1, deadline / 2),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                deadline));
  }

  private static Void unlessItIsThere(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TopicExistsException) {
      return null;
    }
    throw new CompletionException(cause);
  }

  private static void requireCompacted(String topic, String policy) {
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new IllegalStateException(
          "the topic '%s' would lose erasures: its cleanup.policy is %s; set it to compact"
              .formatted(topic, policy));
    }
  }
}
