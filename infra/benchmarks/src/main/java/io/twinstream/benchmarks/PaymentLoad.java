package io.twinstream.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Generates payments as JSON of about 236 bytes; equal seeds give equal payments. */
final class PaymentLoad {
  private final SplittableRandom random;
  private final double[] cumulative;

  /**
   * @param entities the number of users
   * @param exponent of Zipf's law over them; 0 for a uniform distribution
   */
  PaymentLoad(int entities, double exponent, long seed) {
    this.random = new SplittableRandom(seed);
    this.cumulative = new double[entities];
    double sum = 0;
    for (int i = 0; i < entities; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulative[i] = sum;
    }
  }

  /** The id of a random user. */
  String user() {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return "user-%07d".formatted(found < 0 ? -found - 1 : found);
  }

  /**
   * One payment.
   *
   * @param number determines the id
   * @param ts milliseconds since 1970
   */
  byte[] payment(long number, String user, long ts) {
    long cents = 100 + random.nextLong(100_000);
    String json =
        "{\"id\":\"txn-"
            + pad(number, 12)
            + "\",\"user\":\""
            + user
            + "\",\"merchant\":\"merchant-"
            + pad(random.nextInt(10_000), 5)
            + "\",\"amount\":"
            + cents / 100
            + "."
            + pad(cents % 100, 2)
            + ",\"currency\":\"EUR\",\"device\":\"android-phone\",\"time\":"
            + ts
            + ",\"channel\":\"online\",\"country\":\"DE\",\"note\":\"paid in the shop, as usual\"}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String pad(long value, int width) {
    String digits = Long.toString(value);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }
}
