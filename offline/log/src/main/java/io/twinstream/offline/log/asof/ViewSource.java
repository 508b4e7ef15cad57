package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Visibility;
import java.util.List;

/** Where the features of a view as of an instant come from. */
interface ViewSource {
  /**
   * One entity as of one instant.
   *
   * @param row where its answer goes
   * @param event the id of events of the view that are not seen; empty for none
   */
  record Asked(int row, String entity, long known, long asOf, String event) {}

  /** Answers all that is asked, each by its row. */
  void read(List<Asked> asked, Visibility visibility, AsOfView[] answers);
}
