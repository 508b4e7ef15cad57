package io.twinstream.stores;

import java.util.Optional;

/**
 * What readers of a view follow.
 *
 * @param generation which one is pointed at; empty before the first is
 * @param progress how far its pipeline said it is; empty if it never did
 * @param askedAt when the store was asked, milliseconds since 1970: progress is behind as of then
 */
public record ViewStatus(
    Optional<Generation> generation, Optional<Progress> progress, long askedAt) {}
