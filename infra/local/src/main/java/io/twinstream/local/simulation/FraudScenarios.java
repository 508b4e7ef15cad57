package io.twinstream.local.simulation;

import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * What is fraud, as in the simulator of the Fraud Detection Handbook, in shares of its 5,000
 * customers and 10,000 terminals:
 *
 * <ol>
 *   <li>A payment above 220 is fraud.
 *   <li>Each day 2 terminals are compromised: for 28 days all of their payments are fraud.
 *   <li>Each day 3 customers are compromised: for 14 days a third of their payments are fraud, with
 *       5 times the amount.
 * </ol>
 */
final class FraudScenarios {
  static final int GENUINE = 0;
  static final int AMOUNT = 1;
  static final int TERMINAL = 2;
  static final int CUSTOMER = 3;

  static final double LIMIT = 220;
  static final double MULTIPLE = 5;
  static final double THIRD = 1.0 / 3;

  private static final double TERMINALS_A_DAY = 2.0 / 10_000;
  private static final double CUSTOMERS_A_DAY = 3.0 / 5_000;
  private static final int TERMINAL_DAYS = 28;
  private static final int CUSTOMER_DAYS = 14;
  private static final int TERMINALS_OF = 3;
  private static final int CUSTOMERS_OF = 4;

  private final long seed;
  private final int customers;
  private final int terminals;
  private long day = Long.MIN_VALUE;
  private BitSet compromisedCustomers;
  private BitSet compromisedTerminals;

  FraudScenarios(long seed, int customers, int terminals) {
    this.seed = seed;
    this.customers = customers;
    this.terminals = terminals;
  }

  boolean isCustomerCompromised(int customer, long onDay) {
    at(onDay);
    return compromisedCustomers.get(customer);
  }

  boolean isTerminalCompromised(int terminal, long onDay) {
    at(onDay);
    return compromisedTerminals.get(terminal);
  }

  private void at(long onDay) {
    if (onDay != day) {
      day = onDay;
      compromisedTerminals = drawn(TERMINALS_OF, terminals, TERMINALS_A_DAY, TERMINAL_DAYS);
      compromisedCustomers = drawn(CUSTOMERS_OF, customers, CUSTOMERS_A_DAY, CUSTOMER_DAYS);
    }
  }

  /** Those that were drawn on this day and the days before, none before day 0. */
  private BitSet drawn(int kind, int of, double share, int days) {
    BitSet drawn = new BitSet(of);
    for (long on = Math.max(0, day - days + 1); on <= day; on++) {
      SplittableRandom random = Chance.of(seed, kind, on);
      int count = Chance.whole(random, of * share);
      for (int i = 0; i < count; i++) {
        drawn.set(random.nextInt(of));
      }
    }
    return drawn;
  }
}
