package io.twinstream.features.function;

/**
 * What the catalogue says of a function.
 *
 * @param meaning what its value is, with the formula
 * @param empty its value over no events or no values
 * @param exactness how far the value may be from the true one, and over what bound
 * @param example an example, which is executed
 */
public record Card(String meaning, String empty, String exactness, Example example) {
  /** The exactness of values that are exact up to the one rounding to a double. */
  public static final String EXACT = "exact; a double is the one nearest to the exact value";

  public Card(String meaning, String empty, Example example) {
    this(meaning, empty, EXACT, example);
  }

  /**
   * An aggregation over some payments of a card, and its value at the time of the last one. A
   * payment has an {@code amount}, a {@code merchant} and whether it was {@code approved}.
   *
   * @param aggregation its keys in YAML, without a name and windows, such as {@code function: sum,
   *     field: amount}
   * @param payments one payment per minute, such as {@code "1.50 a true, - b false"}; {@code -} is
   *     a null
   * @param window in YAML
   * @param value as JSON
   */
  public record Example(String aggregation, String payments, String window, String value) {
    /** Over the lifetime of the card. */
    public Example(String aggregation, String payments, String value) {
      this(aggregation, payments, "lifetime", value);
    }
  }
}
