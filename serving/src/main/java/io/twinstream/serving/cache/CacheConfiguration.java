package io.twinstream.serving.cache;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;

/**
 * Which states are kept, and for how long. There is no cache without {@code ttl}.
 *
 * @param ttl {@code view@version=duration} each, or {@code *=duration} for all other views
 * @param bytes how many bytes of states are kept at most
 * @param warm a file of entities that are always kept, one per line as {@code entity id}
 */
@ConfigurationProperties("twinstream.cache")
@Requires(property = "twinstream.cache.ttl")
record CacheConfiguration(@NotNull List<String> ttl, @Min(1) long bytes, @Nullable Path warm) {}
