package io.twinstream.serving.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where events are appended. Defaults are in application.properties.
 *
 * @param bootstrapServers {@code HOST:PORT,…}
 * @param properties a file of settings for Kafka's clients, such as {@code security.protocol}; null
 *     for none. Best given by the environment, as jobs take it: {@code TWINSTREAM_KAFKA_PROPERTIES}
 * @param deadline after which a record that was not acknowledged has failed
 * @param waiting how many appends may wait for the broker
 */
@Requires(property = "twinstream.kafka.bootstrap-servers")
@ConfigurationProperties("twinstream.kafka")
public record KafkaConfiguration(
    @NotBlank String bootstrapServers,
    @Nullable Path properties,
    @NotNull Duration deadline,
    @Min(1) @Max(1_000_000) int waiting) {}
