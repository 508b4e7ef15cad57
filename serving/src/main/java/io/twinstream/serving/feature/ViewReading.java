package io.twinstream.serving.feature;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.stores.ViewStatus;

/**
 * What one view has to say about one entity.
 *
 * @param source where it was read
 * @param asOf the instant of evaluation, in milliseconds since 1970; never before {@code newest}
 * @param newest the newest event's time, in milliseconds since 1970; {@link Long#MIN_VALUE} if
 *     there is no event
 * @param row the view's features; null for an error
 */
record ViewReading(
    ServedView view, Status status, ViewStatus source, long asOf, long newest, FeatureRow row) {}
