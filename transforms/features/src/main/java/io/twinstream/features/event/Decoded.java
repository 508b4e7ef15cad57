package io.twinstream.features.event;

/**
 * What became of a record: an {@link Event}, a {@link DeadLetter} that says why not, or {@link
 * Skipped}, which had nothing to decode.
 */
public sealed interface Decoded permits Event, DeadLetter, Skipped {}
