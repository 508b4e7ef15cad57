package io.twinstream.local.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The products of a shop and the tastes of its users. Products have a category, a price, a
 * popularity by Zipf's law, and an appeal that makes clicks and purchases more likely. Users like
 * three categories.
 */
final class Shop {
  static final int CATEGORIES = 20;

  private static final int LIKED = 3;
  private static final int PRODUCT = 11;
  private static final int USER = 12;

  final int users;
  final int products;
  final int[] category;
  final long[] cents;
  final double[] appeal;

  private final int[][] liked;
  private final double[] popularity;
  private final List<int[]> ofCategory = new ArrayList<>();
  private final double[] activity;

  Shop(long seed, int users, int products) {
    this.users = users;
    this.products = products;
    category = new int[products];
    cents = new long[products];
    appeal = new double[products];
    double[] weights = new double[products];
    for (int i = 0; i < products; i++) {
      SplittableRandom random = Chance.of(seed, PRODUCT, i);
      category[i] = random.nextInt(CATEGORIES);
      cents[i] = 100 + Math.round(2_000 * StrictMath.exp(0.8 * Chance.normal(random)));
      appeal[i] = Chance.between(random, 0.2, 1.8);
      weights[i] = 1 / StrictMath.pow(i + 10.0, 0.8);
    }
    popularity = Chance.sums(weights);
    for (int of = 0; of < CATEGORIES; of++) {
      int wanted = of;
      ofCategory.add(
          java.util.stream.IntStream.range(0, products)
              .filter(product -> category[product] == wanted)
              .toArray());
    }
    liked = new int[users][LIKED];
    double[] active = new double[users];
    for (int i = 0; i < users; i++) {
      SplittableRandom random = Chance.of(seed, USER, i);
      for (int j = 0; j < LIKED; j++) {
        liked[i][j] = random.nextInt(CATEGORIES);
      }
      active[i] = 0.1 + random.nextDouble();
    }
    activity = Chance.sums(active);
  }

  int visitor(SplittableRandom random) {
    return Chance.pick(random, activity);
  }

  /** Returns a product that the shop shows to a user: half of them from a liked category. */
  int shown(int user, SplittableRandom random) {
    int[] some = ofCategory.get(liked[user][random.nextInt(LIKED)]);
    return random.nextBoolean() && some.length > 0
        ? some[random.nextInt(some.length)]
        : Chance.pick(random, popularity);
  }

  boolean likes(int user, int product) {
    for (int each : liked[user]) {
      if (each == category[product]) {
        return true;
      }
    }
    return false;
  }
}
