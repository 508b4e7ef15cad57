package io.twinstream.features.function.library;

import io.twinstream.features.function.Card;
import io.twinstream.features.function.Function;

/** The definitions of the examples on the cards of functions. */
public final class Examples {
  private static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: payments
          event_time: time
          resolution: 1m
          fields:
            {card: string, amount: decimal(2), merchant: string, approved: boolean, time: timestamp,
             vector: "array(decimal(2), 2)"}
      entities: {card: {key: card}}
      views:
        example@1:
          entity: card
          source: payments
          recent_identities: 0
          aggregations: [{name: value, windows: WINDOW, AGGREGATION}]
      """;

  private Examples() {}

  /** Returns definitions with the view {@code example@1}, whose one feature is the example. */
  public static String definitions(Function function) {
    Card.Example example = function.card().example();
    return YAML.replace("AGGREGATION", example.aggregation()).replace("WINDOW", example.window());
  }
}
