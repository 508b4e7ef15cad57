package io.twinstream.features.event;

/** What became of a record: an {@link Event}, or a {@link DeadLetter} that says why not. */
public sealed interface Decoded permits Event, DeadLetter {}
