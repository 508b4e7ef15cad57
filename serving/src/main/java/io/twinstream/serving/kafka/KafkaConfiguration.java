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
 * The Kafka brokers to which events and answers are appended. Defaults are in
 * application.properties.
 *
 * @param bootstrapServers {@code HOST:PORT,…}
 * @param properties a file of settings for Kafka's clients, such as {@code security.protocol}; null
 *     for none. Preferably set in the environment, where jobs read it too: {@code
 *     TWINSTREAM_KAFKA_PROPERTIES}
 * @param deadline after which a record without acknowledgement has failed
 * @param waiting the largest number of appends that wait for the broker
 */
@Requires(property = "twinstream.kafka.bootstrap-servers")
@ConfigurationProperties("twinstream.kafka")
public record KafkaConfiguration(
    @NotBlank String bootstrapServers,
    @Nullable Path properties,
    @NotNull Duration deadline,
    @Min(1) @Max(1_000_000) int waiting) {}
