package io.twinstream.local.simulation;

/**
 * A simulated payment.
 *
 * @param index of all payments
 * @param thief whether it is made elsewhere with another device, by someone who has the card's data
 * @param os the number of the operating system that the device reports
 * @param device the device; negative for that of a thief
 * @param scenario of {@link FraudScenarios}
 */
record Payment(
    long index,
    long time,
    int customer,
    int terminal,
    long cents,
    int device,
    int os,
    boolean thief,
    int scenario) {

  boolean isFraud() {
    return scenario != FraudScenarios.GENUINE;
  }
}
