package io.twinstream.pipelines.kafka;

import io.twinstream.stores.TopicPosition;
import java.util.Map;
import java.util.TreeMap;

/** Reports the positions in the last complete checkpoint, by partition. */
final class CompletePositions {
  private final PositionReport report;
  private Map<Integer, TopicPosition> complete = Map.of();

  CompletePositions(PositionReport report) {
    this.report = report;
  }

  /** The checkpoint with these positions is complete. */
  void set(Map<Integer, TopicPosition> positions) {
    complete = positions;
    report.complete(positions);
  }

  /** If nothing was read since a complete checkpoint, that checkpoint still contains everything. */
  void extend(Fetch fetch) {
    Map<Integer, TopicPosition> idle = new TreeMap<>();
    complete.forEach(
        (partition, at) -> {
          if (at.next() >= fetch.ends().get(partition)) {
            idle.put(partition, new TopicPosition(at.next(), fetch.endsAt(), at.checkpointAt()));
          }
        });
    if (!idle.isEmpty()) {
      report.complete(idle);
    }
  }
}
