package io.twinstream.local.traffic;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates card payments that fit the example definitions. The i-th is a pure function of the
 * seed, of i and of its event time.
 */
public final class Transactions {
  private static final List<String> CURRENCIES = List.of("EUR", "EUR", "EUR", "USD", "GBP", "JPY");
  private static final List<String> DEVICES = List.of("chip", "contactless", "web", "app");
  private static final double DECLINED = 0.04;
  private static final int CARDS_PER_USER = 2;
  private static final int CARDS_PER_MERCHANT = 20;
  private static final double MERCHANT_EXPONENT = 0.8;

  /** Amounts are log-normal: half of them below e^3.2 = 24.53, one in a hundred above 330. */
  private static final double AMOUNT_MU = 3.2;

  private static final double AMOUNT_SIGMA = 1.12;
  private static final double MAX_AMOUNT = 50_000;

  private final long seed;
  private final double amountFactor;
  private final Zipf cards;
  private final Zipf merchants;

  /**
   * @param cards the number of cards
   * @param exponent of Zipf's law for cards; 0 for uniform
   */
  Transactions(long seed, int cards, double exponent) {
    this(seed, cards, exponent, 1);
  }

  /**
   * @param cards the number of cards
   * @param exponent of Zipf's law for cards; 0 for uniform
   * @param amountFactor by which all amounts are multiplied
   */
  public Transactions(long seed, int cards, double exponent, double amountFactor) {
    this.seed = seed;
    this.amountFactor = amountFactor;
    this.cards = new Zipf(cards, exponent);
    this.merchants = new Zipf(Math.max(1, cards / CARDS_PER_MERCHANT), MERCHANT_EXPONENT);
  }

  /** Returns the random source for the i-th transaction only. */
  SplittableRandom random(long i) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + i);
  }

  /** Returns the event id of the i-th transaction. */
  String id(long i) {
    return "t" + Long.toString(seed, 36) + "-" + i;
  }

  /** Returns the i-th transaction. */
  public Transaction at(long i, Instant time) {
    SplittableRandom random = random(i);
    int card = cards.sample(random);
    double declined = random.nextDouble();
    return new Transaction(
        id(i),
        "c" + card,
        "u" + card / CARDS_PER_USER,
        "m" + merchants.sample(random),
        amount(random),
        CURRENCIES.get(card % CURRENCIES.size()),
        DEVICES.get(random.nextInt(DEVICES.size())),
        declined < DECLINED ? "declined" : "approved",
        time);
  }

  private String amount(SplittableRandom random) {
    // The sum of twelve uniform numbers minus six: close to normal, and the same on every machine.
    double normal = -6;
    for (int i = 0; i < 12; i++) {
      normal += random.nextDouble();
    }
    double value = amountFactor * StrictMath.exp(AMOUNT_MU + AMOUNT_SIGMA * normal);
    long cents = Math.max(1, Math.round(Math.min(MAX_AMOUNT, value) * 100));
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  /**
   * A payment. Its values are JSON text, so that they can be replaced by wrong ones.
   *
   * @param amount the text of a number
   */
  public record Transaction(
      String id,
      String card,
      String user,
      String merchant,
      String amount,
      String currency,
      String device,
      String status,
      Instant time) {

    Transaction withAmount(String text) {
      return new Transaction(id, card, user, merchant, text, currency, device, status, time);
    }

    Transaction withTime(Instant other) {
      return new Transaction(id, card, user, merchant, amount, currency, device, status, other);
    }

    Transaction withKeys(String cardKey, String userKey, String merchantKey) {
      return new Transaction(
          id, cardKey, userKey, merchantKey, amount, currency, device, status, time);
    }

    String json() {
      return "{\"transaction_id\":\""
          + id
          + "\",\"card_id\":"
          + quoted(card)
          + ",\"user_id\":"
          + quoted(user)
          + ",\"merchant_id\":"
          + quoted(merchant)
          + ",\"amount\":"
          + amount
          + ",\"currency\":\""
          + currency
          + "\",\"device_type\":\""
          + device
          + "\",\"status\":\""
          + status
          + "\",\"timestamp\":\""
          + time
          + "\"}";
    }

    /** Returns the payment as JSON. */
    public byte[] bytes() {
      return json().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
      return text == null ? "null" : '"' + text + '"';
    }
  }
}
