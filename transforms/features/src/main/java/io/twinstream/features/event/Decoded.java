package io.twinstream.features.event;

/**
 * What became of a record: an {@link Event}, a {@link DeadLetter} that says why not, or a {@link
 * Tombstone}, of which there is nothing to say.
 */
public sealed interface Decoded permits Event, DeadLetter, Tombstone {}
