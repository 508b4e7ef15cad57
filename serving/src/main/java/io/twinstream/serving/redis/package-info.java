/**
 * The clients of Redis, from the properties of this server ({@code twinstream.redis}) or those of
 * Micronaut ({@code redis}).
 */
package io.twinstream.serving.redis;
