package io.twinstream.local.simulation;

import io.twinstream.local.simulation.Visit.Kind;
import io.twinstream.local.simulation.Visit.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The source of the example {@code personalisation}: sessions with a funnel from impressions to
 * purchases. The labelled rows are the impressions, with whether a view followed.
 */
public final class ClickSimulation implements Simulation {
  static final String CLICKS = "clicks";

  private static final int START = 14;
  private static final int USERS_A_PRODUCT = 2;
  private static final int LEAST_PRODUCTS = 100;
  private static final double VISITS_A_DAY = 0.5;

  /** How many sessions are open at once in live traffic. */
  private static final int OPEN = 500;

  private static final String[] SYSTEMS = {"android", "ios", "windows", "macos"};

  /** After this time, an impression without a view has none: then its label is known. */
  private static final long LABEL_AFTER = 30 * 60_000;

  private final long seed;
  private final Shop shop;
  private final JsonText json = new JsonText();
  private final String prefix;
  private final List<Open> open = new ArrayList<>();
  private long visits;
  private long sent;
  private long events;

  /** An open session of live traffic. */
  private static final class Open {
    private Visit visit;
    private int next;
  }

  private record Pending(long time, Visit visit, Step step) {}

  /**
   * @param users the number of users; there is a product for two of them
   */
  public ClickSimulation(long seed, int users) {
    if (users < 1) {
      throw new IllegalArgumentException("there must be at least 1 user, not " + users);
    }
    this.seed = seed;
    this.shop = new Shop(seed, users, Math.max(LEAST_PRODUCTS, users / USERS_A_PRODUCT));
    this.prefix = "k" + Long.toString(seed, 36) + "-";
  }

  @Override
  public Map<String, String> topics() {
    return Map.of(CLICKS, "click.events");
  }

  @Override
  public void before(Instant time, Consumer<SimulatedRecord> sink) {
    // Nothing must be known before the first click.
  }

  @Override
  public void history(Instant from, int days, Consumer<SimulatedRecord> sink) {
    visits = 0;
    events = 0;
    long end = from.toEpochMilli() + days * DayTimes.DAY;
    List<Pending> later = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      long midnight = from.toEpochMilli() + day * DayTimes.DAY;
      long next = midnight + DayTimes.DAY;
      visits(midnight, later);
      later.sort(
          Comparator.comparingLong(Pending::time).thenComparing(each -> each.visit().index()));
      int upTo = 0;
      for (; upTo < later.size() && later.get(upTo).time() < next; upTo++) {
        emit(later.get(upTo), end, sink);
      }
      later = new ArrayList<>(later.subList(upTo, later.size()));
    }
  }

  /** Adds the events of the sessions that begin on a day. */
  private void visits(long midnight, List<Pending> to) {
    int perDay = Math.max(1, (int) Math.round(shop.users * VISITS_A_DAY));
    for (int k = 0; k < perDay; k++) {
      SplittableRandom random = Chance.of(seed, START, visits);
      long start = midnight + DayTimes.at((k + random.nextDouble()) / perDay);
      Visit visit = Visit.of(shop, seed, visits);
      visits++;
      visit.steps().forEach(step -> to.add(new Pending(start + step.after(), visit, step)));
    }
  }

  private void emit(Pending each, long end, Consumer<SimulatedRecord> sink) {
    sink.accept(event(each.visit(), each.step(), each.time(), events));
    events++;
    if (each.step().kind() == Kind.impression && each.time() + LABEL_AFTER < end) {
      sink.accept(labelled(each.visit(), each.step(), each.time(), events - 1));
    }
  }

  @Override
  public SimulatedRecord next(Instant time) {
    int slot = (int) (sent % OPEN);
    while (open.size() <= slot) {
      open.add(new Open());
    }
    Open at = open.get(slot);
    if (at.visit == null || at.next == at.visit.steps().size()) {
      at.visit = Visit.of(shop, seed, visits);
      at.next = 0;
      visits++;
    }
    Step step = at.visit.steps().get(at.next);
    at.next++;
    SimulatedRecord record = event(at.visit, step, time.toEpochMilli(), sent);
    sent++;
    return record;
  }

  private SimulatedRecord event(Visit visit, Step step, long time, long index) {
    json.begin();
    ids(visit, step, index);
    json.text("event_type", step.kind().name());
    if (step.kind() == Kind.purchase) {
      json.decimal("revenue", shop.cents[step.product()], 2);
    }
    json.open("device")
        .bool("mobile", visit.system() < 2)
        .text("os", SYSTEMS[visit.system()])
        .close()
        .time("timestamp", time);
    return record(CLICKS, visit, time);
  }

  private SimulatedRecord labelled(Visit visit, Step step, long time, long index) {
    json.begin();
    ids(visit, step, index);
    json.time("timestamp", time).decimal("clicked", step.viewed() ? 1 : 0, 0);
    return record(LABELLED, visit, time);
  }

  private void ids(Visit visit, Step step, long index) {
    json.id("event_id", prefix, index)
        .id("user_id", "u", visit.user())
        .id("session_id", "s", visit.index())
        .id("item_id", "p", step.product())
        .id("category", "category-", shop.category[step.product()])
        .decimal("price", shop.cents[step.product()], 2);
  }

  private SimulatedRecord record(String source, Visit visit, long time) {
    return new SimulatedRecord(source, "u" + visit.user(), time, json.end());
  }
}
