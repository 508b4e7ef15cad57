package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.number;

import io.twinstream.features.expression.function.FunctionEntry.Builder;
import java.util.stream.Stream;

/** Functions of places on the Earth. */
final class PlaceFunctions {
  /** The mean radius of the Earth in metres (IUGG). */
  private static final double RADIUS = 6_371_008.8;

  private PlaceFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
            function("haversine")
                .of(number("lat1"), number("lon1"), number("lat2"), number("lon2"))
                .givesNumber(
                    o ->
                        Lift.number(
                            o.num(0), o.num(1), o.num(2), o.num(3), PlaceFunctions::haversine))
                .means("The great-circle distance in metres of two places in degrees.")
                .formula(
                    "2R·asin(√h), h = sin²(Δlat/2) + cos(lat1)·cos(lat2)·sin²(Δlon/2) limited to"
                        + " [0, 1], R = 6,371,008.8 m")
                .orNull("a latitude is outside of [-90, 90]")
                .example("haversine(0, 0, 0, 180)", "20015114.442035925")
                .example("haversine(51.5, -0.12, 51.5, -0.12)", "0")
                .example("haversine(91, 0, 0, 0)", "null"),
            function("speed")
                .of(number("metres"), number("seconds"))
                .givesNumber(o -> Lift.number(o.num(0), o.num(1), PlaceFunctions::speed))
                .means("A speed in metres per second; times 3.6 it is in km/h.")
                .formula("metres / seconds")
                .orNull("seconds is 0")
                .example("speed(1000, 50)", "20")
                .example("speed(1000, 0)", "null"))
        .map(Builder::build);
  }

  private static double haversine(double lat1, double lon1, double lat2, double lon2) {
    if (StrictMath.abs(lat1) > 90 || StrictMath.abs(lat2) > 90) {
      return Double.NaN;
    }
    double latitudes = StrictMath.sin(StrictMath.toRadians(lat2 - lat1) / 2);
    double longitudes = StrictMath.sin(StrictMath.toRadians(lon2 - lon1) / 2);
    double h =
        latitudes * latitudes
            + StrictMath.cos(StrictMath.toRadians(lat1))
                * StrictMath.cos(StrictMath.toRadians(lat2))
                * longitudes
                * longitudes;
    // Rounding can bring antipodes above 1.
    return 2 * RADIUS * StrictMath.asin(StrictMath.sqrt(StrictMath.min(h, 1)));
  }

  private static double speed(double metres, double seconds) {
    return seconds == 0 ? Double.NaN : metres / seconds;
  }
}
