package io.twinstream.benchmarks.serving;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Sends requests on several connections, one thread each, for some time. */
final class Load {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final URI server;
  private final List<byte[]> requests;
  private final int connections;
  private final double rate;

  private Load(URI server, List<byte[]> requests, int connections, double rate) {
    this.server = server;
    this.requests = requests;
    this.connections = connections;
    this.rate = rate;
  }

  /** A closed loop: each connection sends its next request after the response to the last. */
  static Load closed(URI server, List<byte[]> requests, int connections) {
    return new Load(server, requests, connections, 0);
  }

  /**
   * An open loop: requests are due at a fixed rate, whatever the outcome of earlier ones. Latency
   * counts from when a request was due, so that a stalled server affects all requests that were due
   * meanwhile.
   *
   * @param rate requests per second, over all connections
   */
  static Load open(URI server, List<byte[]> requests, int connections, double rate) {
    return new Load(server, requests, connections, rate);
  }

  Latencies run(double seconds) throws InterruptedException {
    List<Latencies> parts = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    for (int i = 0; i < connections; i++) {
      Latencies own = new Latencies();
      parts.add(own);
      int number = i;
      Thread thread = new Thread(() -> send(number, own, begin, end), "load-" + i);
      threads.add(thread);
      thread.start();
    }
    Latencies all = new Latencies();
    for (int i = 0; i < connections; i++) {
      threads.get(i).join();
      all.addAll(parts.get(i));
    }
    return all;
  }

  private void send(int number, Latencies latencies, long begin, long end) {
    SplittableRandom random = new SplittableRandom(number);
    double interval = rate == 0 ? 0 : connections / rate * 1e9;
    long sent = 0;
    try (HttpConnection connection = new HttpConnection(server, TIMEOUT_MILLIS)) {
      while (true) {
        long now = System.nanoTime();
        long due = now;
        if (rate > 0) {
          due = begin + (long) ((sent++ + (double) number / connections) * interval);
          while (now < due) {
            LockSupport.parkNanos(due - now);
            now = System.nanoTime();
          }
        }
        if (due >= end || now >= end) {
          return;
        }
        try {
          int status = connection.exchange(requests.get(random.nextInt(requests.size())));
          if (status != 200) {
            latencies.fail();
          }
        } catch (IOException e) {
          latencies.fail();
        }
        latencies.add(System.nanoTime() - due);
      }
    }
  }
}
