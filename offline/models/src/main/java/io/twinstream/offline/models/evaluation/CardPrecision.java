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
 * Card precision at k: of the k cards that a team can check per day, the share that has a positive
 * row on that day, averaged over the days. A card is ranked by its greatest score of the day; a
 * card that was detected is dropped on later days. Cards with equal scores are ranked by their
 * number.
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
   * Computes the metric.
   *
   * @param cards the card of each row
   * @param times the times of the rows, in milliseconds since 1970; days are UTC
   * @param k the number of cards per day, at least 1; days with fewer count as if they had k
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
