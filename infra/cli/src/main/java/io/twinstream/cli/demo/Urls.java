package io.twinstream.cli.demo;

import io.twinstream.local.StackAddresses;
import java.io.PrintWriter;

/** Prints the URLs to look at while the demo runs. */
final class Urls {
  private Urls() {}

  static void print(PrintWriter out, StackAddresses stack, String server) {
    out.printf(
        """

        Look around while it runs:
          Flink's own page   http://%1$s
          a card's features  curl '%2$s/features/card/c1?features=count_5m,amount_sum_1h,last_merchant'
          a model's input    curl -X POST %2$s/features/online -H 'Content-Type: application/json' \\
                               -d '{"service":"fraud@1","request":{"amount":25.00},
                                    "entities":{"card":"c1","user":"u0","merchant":"m1"}}'
          the server         curl %2$s/health

        """,
        stack.flink(), server);
    out.flush();
  }
}
