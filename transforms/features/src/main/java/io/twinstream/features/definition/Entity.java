package io.twinstream.features.definition;

/**
 * What features describe, such as a card.
 *
 * @param name such as {@code card}
 * @param key the field that holds the id of the entity in every source, such as {@code card_id}
 */
public record Entity(String name, String key) {}
