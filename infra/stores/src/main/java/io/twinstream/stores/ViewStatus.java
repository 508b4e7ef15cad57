package io.twinstream.stores;

import java.util.Optional;

/**
 * What readers of a view follow.
 *
 * @param generation which one is pointed at; empty before the first is
 * @param progress how far its pipeline said it is; empty if it never did
 * @param holdsAll whether an entity that is not there was never seen; not where readers follow
 *     nothing, or a generation that lost states and has not got all of them back: then nothing is
 *     known of an entity that is not there, and the states that are there may lack events
 * @param askedAt when the store was asked, milliseconds since 1970: progress is behind as of then
 */
public record ViewStatus(
    Optional<Generation> generation, Optional<Progress> progress, boolean holdsAll, long askedAt) {}
