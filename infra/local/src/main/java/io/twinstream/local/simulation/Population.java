package io.twinstream.local.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Customers and terminals on a square, as in the simulator of the Fraud Detection Handbook: places
 * are uniform, a customer has a mean amount between 5 and 100 with half of it as the deviation,
 * pays up to 4 times a day on average, and uses the terminals within a radius.
 */
final class Population {
  /** The side of the square; a unit is 10 km. */
  static final double SIDE = 100;

  /** The radius of the Handbook; it grows if there are too few terminals. */
  private static final double RADIUS = 5;

  private static final double LEAST_TERMINALS_NEAR = 10;

  private static final int CUSTOMER = 1;
  private static final int TERMINAL = 2;

  final int customers;
  final int terminals;
  final double[] customerX;
  final double[] customerY;
  final double[] meanAmount;
  final double[] terminalX;
  final double[] terminalY;

  /** By customer, the terminals within the radius. */
  final int[][] near;

  /** The expected number of payments a day. */
  final double perDay;

  private final double[] frequencies;

  Population(long seed, int customers) {
    this.customers = customers;
    this.terminals = 2 * customers;
    customerX = new double[customers];
    customerY = new double[customers];
    meanAmount = new double[customers];
    terminalX = new double[terminals];
    terminalY = new double[terminals];
    near = new int[customers][];
    for (int i = 0; i < terminals; i++) {
      SplittableRandom random = Chance.of(seed, TERMINAL, i);
      terminalX[i] = Chance.between(random, 0, SIDE);
      terminalY[i] = Chance.between(random, 0, SIDE);
    }
    double[] frequency = new double[customers];
    Cells cells = new Cells(radius());
    for (int i = 0; i < customers; i++) {
      SplittableRandom random = Chance.of(seed, CUSTOMER, i);
      customerX[i] = Chance.between(random, 0, SIDE);
      customerY[i] = Chance.between(random, 0, SIDE);
      meanAmount[i] = Chance.between(random, 5, 100);
      near[i] = cells.within(customerX[i], customerY[i]);
      frequency[i] = near[i].length == 0 ? 0 : Chance.between(random, 0, 4);
    }
    frequencies = Chance.sums(frequency);
    perDay = frequencies[customers - 1];
  }

  /** Returns a customer, with a probability in proportion to how often it pays. */
  int payer(SplittableRandom random) {
    return Chance.pick(random, frequencies);
  }

  double radius() {
    double density = terminals / (SIDE * SIDE);
    return Math.max(RADIUS, StrictMath.sqrt(LEAST_TERMINALS_NEAR / (Math.PI * density)));
  }

  /** Terminals by square cell, as long as the radius. */
  private final class Cells {
    private final double radius;
    private final int side;
    private final List<List<Integer>> cells = new ArrayList<>();

    Cells(double radius) {
      this.radius = radius;
      this.side = (int) (SIDE / radius) + 1;
      for (int i = 0; i < side * side; i++) {
        cells.add(new ArrayList<>());
      }
      for (int i = 0; i < terminals; i++) {
        cells.get(cell(terminalX[i]) * side + cell(terminalY[i])).add(i);
      }
    }

    private int cell(double at) {
      return Math.min(side - 1, (int) (at / radius));
    }

    int[] within(double x, double y) {
      int[] found = new int[8];
      int count = 0;
      for (int i = Math.max(0, cell(x) - 1); i <= Math.min(side - 1, cell(x) + 1); i++) {
        for (int j = Math.max(0, cell(y) - 1); j <= Math.min(side - 1, cell(y) + 1); j++) {
          for (int terminal : cells.get(i * side + j)) {
            double dx = terminalX[terminal] - x;
            double dy = terminalY[terminal] - y;
            if (dx * dx + dy * dy < radius * radius) {
              if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
              }
              found[count] = terminal;
              count++;
            }
          }
        }
      }
      return Arrays.copyOf(found, count);
    }
  }
}
