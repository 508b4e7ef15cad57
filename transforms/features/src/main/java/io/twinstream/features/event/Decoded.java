package io.twinstream.features.event;

/**
 * The result of decoding a record: an {@link Event}, a {@link DeadLetter} with the reason, or
 * {@link Skipped} offsets, which hold nothing to decode.
 */
public sealed interface Decoded permits Event, DeadLetter, Skipped {}
