package io.twinstream.local.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A session in a shop: pages of five products, of which some are viewed, some of these put into the
 * cart, and some of these bought.
 *
 * @param index of all sessions
 * @param system the number of the operating system
 * @param steps in order of time
 */
record Visit(long index, int user, int system, List<Step> steps) {
  private static final int VISIT = 13;
  private static final int SHOWN = 5;
  private static final int MOST_PAGES = 12;
  private static final double ANOTHER_PAGE = 0.7;
  private static final double MEAN_PAUSE_MS = 30_000;
  private static final double VIEW = 0.05;
  private static final double LIKED_VIEW = 0.2;
  private static final double CART = 0.15;
  private static final double PURCHASE = 0.4;

  /** What a user did. */
  enum Kind {
    impression,
    view,
    add_to_cart,
    purchase
  }

  /**
   * A thing that happened.
   *
   * @param after the start of the session, in milliseconds
   * @param viewed of an impression, whether a view follows
   */
  record Step(Kind kind, int product, long after, boolean viewed) {}

  static Visit of(Shop shop, long seed, long index) {
    SplittableRandom random = Chance.of(seed, VISIT, index);
    int user = shop.visitor(random);
    List<Step> steps = new ArrayList<>();
    long after = 0;
    int pages = 0;
    do {
      for (int i = 0; i < SHOWN; i++) {
        show(shop, user, after + i, steps, random);
      }
      after += 2_000 + (long) (-MEAN_PAUSE_MS * StrictMath.log(1 - random.nextDouble()));
      pages++;
    } while (pages < MOST_PAGES && random.nextDouble() < ANOTHER_PAGE);
    steps.sort(Comparator.comparingLong(Step::after));
    return new Visit(index, user, user % Payments.SYSTEMS, steps);
  }

  private static void show(
      Shop shop, int user, long after, List<Step> steps, SplittableRandom random) {
    int product = shop.shown(user, random);
    double view = (shop.likes(user, product) ? LIKED_VIEW : VIEW) * shop.appeal[product];
    boolean viewed = random.nextDouble() < view;
    steps.add(new Step(Kind.impression, product, after, viewed));
    if (!viewed) {
      return;
    }
    long at = after + 1_000 + random.nextInt(15_000);
    steps.add(new Step(Kind.view, product, at, false));
    if (random.nextDouble() < CART * shop.appeal[product]) {
      at += 3_000 + random.nextInt(30_000);
      steps.add(new Step(Kind.add_to_cart, product, at, false));
      if (random.nextDouble() < PURCHASE) {
        at += 5_000 + random.nextInt(120_000);
        steps.add(new Step(Kind.purchase, product, at, false));
      }
    }
  }
}
