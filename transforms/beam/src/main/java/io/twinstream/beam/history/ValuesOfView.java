package io.twinstream.beam.history;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.io.Serializable;

/** What the row of an event gets from a state of a view. */
interface ValuesOfView {
  FeatureRow of(EntityState seen, Event event);

  /** Creates the values where they are computed. */
  interface Factory extends Serializable {
    ValuesOfView open();
  }
}
