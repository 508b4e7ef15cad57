package io.twinstream.features.definition;

/**
 * What features describe.
 *
 * @param name such as {@code card}
 * @param key the field that holds the entity's id in every source, such as {@code card_id}
 */
public record Entity(String name, String key) {}
