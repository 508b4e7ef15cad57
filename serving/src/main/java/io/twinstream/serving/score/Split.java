package io.twinstream.serving.score;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.Map;

/**
 * Which of several models takes an entity: by a stable hash of its id, so that an entity meets the
 * same one on every server and day. When a share grows at its neighbour's cost, only those entities
 * move that it grows by.
 */
final class Split {
  private final String salt;
  private final List<String> models;
  private final double[] upTo;

  /**
   * @param salt makes one split independent of another
   * @param shares of the models, in percent, in the order of the file
   */
  Split(String salt, Map<String, Integer> shares) {
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

  /** The model that takes an entity. */
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
