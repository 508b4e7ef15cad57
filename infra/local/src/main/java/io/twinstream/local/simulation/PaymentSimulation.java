package io.twinstream.local.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The sources of the example {@code fraud}: payments, the devices of customers, and labels, of
 * which those of a day arrive at six o'clock, between two and seven days after the payment.
 */
public final class PaymentSimulation implements Simulation {
  static final String TRANSACTIONS = "transactions";
  static final String DEVICES = "devices";
  static final String LABELS = "labels";

  private static final int LABEL = 6;
  private static final int DEVICE = 7;
  private static final int FIRST_LABEL_DAYS = 3;
  private static final int LABEL_DAYS = 4;
  private static final long LABELS_AT = 6 * 3_600_000L;

  /** How often a device gets another version of the app. */
  private static final int UPDATE_DAYS = 30;

  /** Live traffic is that of a day on which all scenarios have long begun. */
  private static final long LIVE_DAY = 60;

  private final long seed;
  private final Population population;
  private final Payments payments;
  private final PaymentJson json;

  /** The payments whose labels arrive on a day, by the day modulo their number. */
  private final List<List<Payment>> due = new ArrayList<>();

  private long sent;

  /**
   * @param customers the number of customers; there are twice as many terminals
   */
  public PaymentSimulation(long seed, int customers) {
    if (customers < 1) {
      throw new IllegalArgumentException("there must be at least 1 customer, not " + customers);
    }
    this.seed = seed;
    this.population = new Population(seed, customers);
    this.payments = new Payments(seed, population);
    this.json = new PaymentJson(seed, population);
    for (int i = 0; i < FIRST_LABEL_DAYS + LABEL_DAYS; i++) {
      due.add(new ArrayList<>());
    }
  }

  @Override
  public Map<String, String> topics() {
    return Map.of(TRANSACTIONS, "txn.events", DEVICES, "device.enrich", LABELS, "txn.labels");
  }

  @Override
  public void before(Instant time, Consumer<SimulatedRecord> sink) {
    // Half a day, because an event that is a day old when it arrives is too late.
    for (int customer = 0; customer < population.customers; customer++) {
      long ago = DayTimes.DAY / 2 * (population.customers - customer) / population.customers;
      sink.accept(json.device(customer, time.toEpochMilli() - Math.max(1, ago), 0));
    }
  }

  @Override
  public void history(Instant from, int days, Consumer<SimulatedRecord> sink) {
    before(from, sink);
    due.forEach(List::clear);
    for (int day = 0; day < days; day++) {
      day(day, from.toEpochMilli() + day * DayTimes.DAY, sink);
    }
  }

  private void day(int day, long midnight, Consumer<SimulatedRecord> sink) {
    List<Payment> labelled = due.get(day % due.size());
    boolean labels = false;
    List<SimulatedRecord> updates = updates(day, midnight);
    int update = 0;
    int perDay = payments.perDay();
    for (int k = 0; k < perDay; k++) {
      Payment payment = payments.ofDay((long) day * perDay + k, day, k, midnight);
      if (!labels && payment.time() >= midnight + LABELS_AT) {
        labels = true;
        label(labelled, midnight + LABELS_AT, sink);
      }
      for (; update < updates.size() && updates.get(update).time() <= payment.time(); update++) {
        sink.accept(updates.get(update));
      }
      sink.accept(json.transaction(payment));
      int wait = FIRST_LABEL_DAYS + Chance.of(seed, LABEL, payment.index()).nextInt(LABEL_DAYS);
      due.get((day + wait) % due.size()).add(payment);
    }
    if (!labels) {
      label(labelled, midnight + LABELS_AT, sink);
    }
    updates.subList(update, updates.size()).forEach(sink);
  }

  private void label(List<Payment> labelled, long at, Consumer<SimulatedRecord> sink) {
    long time = at;
    for (Payment payment : labelled) {
      sink.accept(json.label(payment, time));
      sink.accept(json.labelled(payment));
      time++;
    }
    labelled.clear();
  }

  /** Returns the updates of devices on a day, in order of time. */
  private List<SimulatedRecord> updates(int day, long midnight) {
    List<SimulatedRecord> updates = new ArrayList<>();
    for (int customer = 0; customer < population.customers; customer++) {
      SplittableRandom random = Chance.of(seed, DEVICE, (long) day << 32 | customer);
      if (random.nextInt(UPDATE_DAYS) == 0) {
        updates.add(json.device(customer, midnight + random.nextLong(DayTimes.DAY), day + 1));
      }
    }
    updates.sort(java.util.Comparator.comparingLong(SimulatedRecord::time));
    return updates;
  }

  @Override
  public SimulatedRecord next(Instant time) {
    SimulatedRecord record = json.transaction(payments.at(sent, time.toEpochMilli(), LIVE_DAY));
    sent++;
    return record;
  }
}
