package io.twinstream.serving.score;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.Map;

/**
 * Assigns entities to models by a stable hash of the entity's id, so that an entity has the same
 * model on every server and day. If a share grows at the cost of its neighbour, only the entities
 * in the difference move.
 */
final class ModelShares {
  private final String salt;
  private final List<String> models;
  private final double[] upTo;

  /**
   * @param salt makes splits independent of one another
   * @param shares of the models in percent, in the order of the file
   */
  ModelShares(String salt, Map<String, Integer> shares) {
    this.salt = salt;
    this.models = List.copyOf(shares.keySet());
    this.upTo = new double[models.size()];
    int sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += shares.get(models.get(i));
      upTo[i] = sum / 100.0;
    }
  }

  List<String> models() {
    return models;
  }

  /** The model of an entity. */
  String pick(String id) {
    int at = 0;
    if (upTo.length > 1) {
      long hash = Hashing.xxh3_64().hashCharsToLong(salt + '\n' + id);
      double place = (hash >>> 11) * 0x1p-53;
      while (at < upTo.length - 1 && place >= upTo[at]) {
        at++;
      }
    }
    return models.get(at);
  }
}
