package io.twinstream.serving.cache;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;

/**
 * Which states are cached, and for how long. Without {@code ttl} there is no cache.
 *
 * @param ttl a list of {@code view@version=duration}, or {@code *=duration} for all other views
 * @param bytes the largest size of the cached states, in bytes
 * @param warm a file of entities whose states are always cached, one per line as {@code entity id}
 */
@ConfigurationProperties("twinstream.cache")
@Requires(property = "twinstream.cache.ttl")
record CacheConfiguration(@NotNull List<String> ttl, @Min(1) long bytes, @Nullable Path warm) {}
