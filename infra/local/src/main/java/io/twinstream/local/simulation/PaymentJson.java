package io.twinstream.local.simulation;

/** The records of {@link PaymentSimulation}. A unit of the square is 10 km. */
final class PaymentJson {
  private static final String[] SYSTEMS = {"android", "ios", "windows", "macos"};
  private static final String[] COUNTRIES = {"AT", "BE", "CH", "CZ", "DE", "FR", "NL", "PL"};
  private static final int COUNTRIES_WEST_TO_EAST = 4;
  private static final int CITIES_A_SIDE = 10;

  private static final double SOUTH = 45;
  private static final double WEST = 2;
  private static final double LATITUDE_A_UNIT = 10 / 111.195;
  private static final double LONGITUDE_A_UNIT = 10 / (111.195 * 0.6494); // at 49.5 degrees
  private static final int DIGITS_OF_PLACES = 5;

  private final String prefix;
  private final Population population;
  private final JsonText json = new JsonText();

  PaymentJson(long seed, Population population) {
    this.prefix = "t" + Long.toString(seed, 36) + "-";
    this.population = population;
  }

  SimulatedRecord transaction(Payment payment) {
    int terminal = payment.terminal();
    double x = population.terminalX[terminal];
    double y = population.terminalY[terminal];
    json.begin();
    ids(payment);
    json.text("currency", "EUR");
    device(payment);
    json.open("device")
        .bool("mobile", payment.os() < 2)
        .text("os", SYSTEMS[payment.os()])
        .close()
        .open("geo")
        .text("country", country(x, y))
        .text("city", city(x, y))
        .close()
        .open("location")
        .decimal("lat", latitude(y), DIGITS_OF_PLACES)
        .decimal("lon", longitude(x), DIGITS_OF_PLACES)
        .close()
        .time("timestamp", payment.time());
    return record(PaymentSimulation.TRANSACTIONS, payment, payment.time());
  }

  private void ids(Payment payment) {
    json.id("transaction_id", prefix, payment.index())
        .id("card_id", "c", payment.customer())
        .id("user_id", "u", user(payment.customer()))
        .id("merchant_id", "m", payment.terminal())
        .decimal("amount", payment.cents(), 2);
  }

  private void device(Payment payment) {
    if (payment.device() < 0) {
      json.id("device_id", "x", -payment.device());
    } else {
      json.id("device_id", "d", payment.device());
    }
  }

  SimulatedRecord label(Payment payment, long time) {
    json.begin();
    ids(payment);
    json.bool("fraud", payment.isFraud()).time("timestamp", time);
    return record(PaymentSimulation.LABELS, payment, time);
  }

  /** The flat row of a payment with its label. */
  SimulatedRecord labelled(Payment payment) {
    double x = population.terminalX[payment.terminal()];
    double y = population.terminalY[payment.terminal()];
    json.begin();
    ids(payment);
    device(payment);
    json.text("os", SYSTEMS[payment.os()])
        .text("country", country(x, y))
        .decimal("lat", latitude(y), DIGITS_OF_PLACES)
        .decimal("lon", longitude(x), DIGITS_OF_PLACES)
        .time("timestamp", payment.time())
        .decimal("scenario", payment.scenario(), 0)
        .decimal("fraud", payment.isFraud() ? 1 : 0, 0);
    return record(Simulation.LABELLED, payment, payment.time());
  }

  private SimulatedRecord record(String source, Payment payment, long time) {
    return new SimulatedRecord(source, "c" + payment.customer(), time, json.end());
  }

  /** The registration of a customer's device, or an update. */
  SimulatedRecord device(int customer, long time, int version) {
    int os = Payments.os(customer);
    json.begin()
        .id("device_id", "d", customer)
        .id("user_id", "u", user(customer))
        .text("os", SYSTEMS[os])
        .bool("mobile", os < 2)
        .text("country", country(population.customerX[customer], population.customerY[customer]))
        .id("app_version", "", version)
        .time("timestamp", time);
    return new SimulatedRecord(PaymentSimulation.DEVICES, "d" + customer, time, json.end());
  }

  /** Every sixth card is the second one of a user. */
  private static int user(int customer) {
    return customer % 6 == 5 ? customer - 1 : customer;
  }

  private static String country(double x, double y) {
    int column = (int) (x / Population.SIDE * COUNTRIES_WEST_TO_EAST);
    int row = y < Population.SIDE / 2 ? 0 : 1;
    return COUNTRIES[row * COUNTRIES_WEST_TO_EAST + column];
  }

  private static String city(double x, double y) {
    int column = (int) (x / Population.SIDE * CITIES_A_SIDE);
    int row = (int) (y / Population.SIDE * CITIES_A_SIDE);
    return "city-" + (row * CITIES_A_SIDE + column);
  }

  private static long latitude(double y) {
    return Math.round((SOUTH + y * LATITUDE_A_UNIT) * 1e5);
  }

  private static long longitude(double x) {
    return Math.round((WEST + x * LONGITUDE_A_UNIT) * 1e5);
  }
}
