package io.twinstream.benchmarks.serving;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * Sends requests in an open loop, continues through failures, and records the outcome of each
 * request.
 */
final class FaultLoad implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** The outcome of a request. */
  enum Outcome {
    /** Values of a state that is up to date, or the score of a model. */
    FRESH,
    /** Values that were read last, or that may lack events, or the score of a rule. */
    FALLBACK,
    /** A problem document. */
    ERROR,
    /** No response, or one that the server would not send. */
    MALFORMED
  }

  /** The times at which a request was due, sent and answered, in nanoseconds. */
  record Sent(long due, long begun, long answered, Outcome outcome) {
    /** The time since it was due. */
    long latency() {
      return answered - due;
    }

    /** How long it was not sent because every connection was busy. */
    long heldBack() {
      return begun - due;
    }
  }

  private final String name;
  private final long budgetMillis;
  private final URI server;
  private final List<byte[]> requests;
  private final double rate;
  private final int connections;
  private final List<List<Sent>> sent = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean going = true;
  private volatile String odd = "";

  /**
   * @param budgetMillis the deadline of each request
   * @param rate requests per second
   * @param connections used in turn: with fewer connections than concurrent requests, a request
   *     that waits for its response delays the next one
   */
  FaultLoad(
      String name,
      long budgetMillis,
      URI server,
      List<byte[]> requests,
      double rate,
      int connections) {
    this.name = name;
    this.budgetMillis = budgetMillis;
    this.server = server;
    this.requests = requests;
    this.rate = rate;
    this.connections = connections;
  }

  FaultLoad start() {
    long begin = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      List<Sent> own = new ArrayList<>();
      sent.add(own);
      int number = i;
      Thread thread = new Thread(() -> send(number, begin, own), name + i);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  String name() {
    return name;
  }

  long budgetMillis() {
    return budgetMillis;
  }

  /** A malformed response, if there was one. */
  String odd() {
    return odd;
  }

  private void send(int number, long begin, List<Sent> own) {
    SplittableRandom random = new SplittableRandom(number);
    double interval = connections / rate * 1e9;
    try (HttpConnection connection = new HttpConnection(server, TIMEOUT_MILLIS)) {
      for (long i = 0; going; i++) {
        long due = begin + (long) ((i + (double) number / connections) * interval);
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        long begun = System.nanoTime();
        Outcome outcome = exchange(connection, requests.get(random.nextInt(requests.size())));
        own.add(new Sent(due, begun, System.nanoTime(), outcome));
      }
    }
  }

  private Outcome exchange(HttpConnection connection, byte[] request) {
    try {
      int status = connection.exchange(request);
      String body = connection.body();
      if (status == 200 && body.startsWith("{") && body.endsWith("}")) {
        boolean stood =
            body.contains("\"degraded\":")
                || body.contains("\"STALE\"")
                || body.contains("\"fallback\":\"");
        return stood ? Outcome.FALLBACK : Outcome.FRESH;
      } else if (status != 200 && body.startsWith("{\"type\":\"about:blank\"")) {
        return Outcome.ERROR;
      }
      odd = status + ": " + body;
    } catch (IOException e) {
      odd = e.toString();
    }
    return Outcome.MALFORMED;
  }

  /** Ends the load; returns the sent requests, in no order. */
  List<Sent> stop() throws InterruptedException {
    going = false;
    List<Sent> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.get(i).join();
      all.addAll(sent.get(i));
    }
    return all;
  }

  /** Quantiles of a duration of the requests, in milliseconds. */
  static double[] millis(List<Sent> sent, ToLongFunction<Sent> time, double... shares) {
    long[] nanos = sent.stream().mapToLong(time).sorted().toArray();
    return Arrays.stream(shares)
        .map(
            share ->
                nanos.length == 0
                    ? Double.NaN
                    : nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] / 1e6)
        .toArray();
  }

  @Override
  public void close() {
    going = false;
  }
}
