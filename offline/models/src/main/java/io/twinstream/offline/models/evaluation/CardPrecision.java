package io.twinstream.offline.models.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Card precision at k: of the k cards that a team can look into a day, the share that truly has a
 * positive row that day, averaged over the days. A card goes by the greatest of its scores that
 * day; one that was caught is dropped on later days. Cards of one score go by their number.
 *
 * @see <a href="https://fraud-detection-handbook.github.io/fraud-detection-handbook/">Le Borgne et
 *     al., chapter 4.4</a>
 */
public final class CardPrecision {
  private static final long DAY_MILLIS = 86_400_000L;

  private CardPrecision() {}

  private record Card(int number, double score, boolean positive) {
    Card merge(Card other) {
      return new Card(number, Math.max(score, other.score), positive || other.positive);
    }
  }

  /**
   * Computes it.
   *
   * @param cards whom the rows are about
   * @param times of the rows, in milliseconds since 1970; days are UTC's
   * @param k how many cards a day, at least 1; days with fewer count as if they had k
   * @return NaN if there are no rows
   */
  public static double at(int k, double[] scores, boolean[] positive, int[] cards, long[] times) {
    Map<Long, Map<Integer, Card>> days = new TreeMap<>();
    for (int i = 0; i < scores.length; i++) {
      days.computeIfAbsent(Math.floorDiv(times[i], DAY_MILLIS), day -> new HashMap<>())
          .merge(cards[i], new Card(cards[i], scores[i], positive[i]), Card::merge);
    }
    Set<Integer> caught = new HashSet<>();
    double sum = 0;
    for (Map<Integer, Card> day : days.values()) {
      day.keySet().removeAll(caught);
      List<Card> ranked = new ArrayList<>(day.values());
      ranked.sort(
          Comparator.comparingDouble(Card::score).reversed().thenComparingInt(Card::number));
      int hits = 0;
      for (Card card : ranked.subList(0, Math.min(k, ranked.size()))) {
        if (card.positive()) {
          caught.add(card.number());
          hits++;
        }
      }
      sum += hits / (double) k;
    }
    return sum / days.size();
  }
}
