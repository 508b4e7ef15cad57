package io.twinstream.local.simulation;

import java.util.SplittableRandom;

/**
 * Payments after the simulator of the Fraud Detection Handbook, each a pure function of the seed,
 * of its number, its time and its day. Amounts, terminals and labels are as published, except that
 * the number of payments is the same each day. Added are devices, and two things that make places
 * and devices tell something: one genuine payment in a hundred is made on a journey, at any
 * terminal, and half of the frauds of a compromised customer are made at any terminal with a device
 * that is not the customer's.
 */
final class Payments {
  static final int SYSTEMS = 4;

  private static final int PAYMENT = 5;
  private static final double JOURNEY = 0.01;
  private static final double OTHER_SYSTEM = 0.02;
  private static final double BY_A_THIEF = 0.5;
  private static final int THIEVES = 200;

  private final long seed;
  private final Population population;
  private final FraudScenarios scenarios;

  Payments(long seed, Population population) {
    this.seed = seed;
    this.population = population;
    this.scenarios = new FraudScenarios(seed, population.customers, population.terminals);
  }

  /** The number of payments of a day. */
  int perDay() {
    return Math.max(1, (int) Math.round(population.perDay));
  }

  /** Returns the i-th payment, which is the k-th of its day. */
  Payment ofDay(long i, long day, int k, long midnight) {
    SplittableRandom random = Chance.of(seed, PAYMENT, i);
    long at = midnight + DayTimes.at((k + random.nextDouble()) / perDay());
    return payment(i, at, day, random);
  }

  /** Returns the i-th payment at a time. */
  Payment at(long i, long time, long day) {
    return payment(i, time, day, Chance.of(seed, PAYMENT, i));
  }

  private Payment payment(long i, long time, long day, SplittableRandom random) {
    int customer = population.payer(random);
    int[] near = population.near[customer];
    int terminal = near[random.nextInt(near.length)];
    double amount = amount(customer, random);
    double chance = random.nextDouble();
    int scenario = amount > FraudScenarios.LIMIT ? FraudScenarios.AMOUNT : FraudScenarios.GENUINE;
    if (scenarios.isTerminalCompromised(terminal, day)) {
      scenario = FraudScenarios.TERMINAL;
    }
    boolean thief = false;
    if (scenarios.isCustomerCompromised(customer, day) && chance < FraudScenarios.THIRD) {
      scenario = FraudScenarios.CUSTOMER;
      amount *= FraudScenarios.MULTIPLE;
      thief = chance < FraudScenarios.THIRD * BY_A_THIEF;
    }
    if (thief || chance > 1 - JOURNEY && scenario == FraudScenarios.GENUINE) {
      terminal = random.nextInt(population.terminals);
    }
    int device = thief ? -1 - random.nextInt(THIEVES) : customer;
    int os = thief || random.nextDouble() < OTHER_SYSTEM ? random.nextInt(SYSTEMS) : os(customer);
    long cents = Math.max(1, Math.round(amount * 100));
    return new Payment(i, time, customer, terminal, cents, device, os, thief, scenario);
  }

  private double amount(int customer, SplittableRandom random) {
    double mean = population.meanAmount[customer];
    double amount = mean + mean / 2 * Chance.normal(random);
    return amount < 0 ? Chance.between(random, 0, 2 * mean) : amount;
  }

  /** Returns the number of the operating system of a customer's device. */
  static int os(int customer) {
    return Math.floorMod(customer * 31 + customer / 7, SYSTEMS);
  }
}
