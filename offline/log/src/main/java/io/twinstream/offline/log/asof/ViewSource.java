package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.Visibility;
import java.util.List;

/** Provides the features of a view as of instants. */
interface ViewSource {
  /**
   * One entity as of one instant.
   *
   * @param row the index of the answer
   * @param event the id of events of the view that are not seen; empty for none
   */
  record Asked(int row, String entity, long known, long asOf, String event) {}

  /** Answers all requests, each at the index of its row. */
  void read(List<Asked> asked, Visibility visibility, AsOfView[] answers);
}
