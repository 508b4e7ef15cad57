package io.twinstream.features.event;

import java.io.Serializable;

/** Decides whether an aggregation counts an event. If the filter is null, the result is false. */
@FunctionalInterface
public interface EventPredicate extends Serializable {
  boolean test(Event event);
}
