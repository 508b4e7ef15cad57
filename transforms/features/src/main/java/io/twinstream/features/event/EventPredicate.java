package io.twinstream.features.event;

import java.io.Serializable;

/** Whether an aggregation counts an event. Null in a filter's answer is false. */
@FunctionalInterface
public interface EventPredicate extends Serializable {
  boolean test(Event event);
}
