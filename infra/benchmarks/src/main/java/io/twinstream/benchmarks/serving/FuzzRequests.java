package io.twinstream.benchmarks.serving;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates malformed requests of every kind, and some valid ones; equal seeds give equal requests.
 */
final class FuzzRequests {
  private static final List<String> GETS =
      List.of(
          "/features/card/c1",
          "/features/card/c1?features=count_5m,last_user",
          "/features/card/c1?service=fraud@1",
          "/features/terminal/7",
          "/features/card/%F0%9F%9A%80",
          "/health",
          "/health/readiness",
          "/registry",
          "/registry/views?owner=risk",
          "/registry/features?search=count",
          "/registry/services/fraud@1",
          "/metrics",
          "/stats");
  private static final List<String> ERASURES = List.of("/entities/card/c1", "/entities/user/%20");
  private static final List<String> POSTS =
      List.of(
          "/features/online",
          "/features/batch",
          "/score",
          "/score/batch",
          "/push/transactions",
          "/push/transaction");
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW");
  private static final List<String> BODIES =
      List.of(
          "{\"service\":\"fraud@1\",\"entities\":{\"card\":\"c1\",\"user\":\"anna\"},"
              + "\"request\":{\"amount\":12.30,\"note\":\"x\",\"online\":true}}",
          "{\"features\":[\"count_5m\",\"amount_vs_mean\"],\"entities\":{\"card\":\"c1\"}}",
          "{\"features\":[\"terminal_count_24h\"],\"entities\":{\"terminal\":7}}",
          "{\"service\":\"fraud\",\"rows\":[{\"entities\":{\"card\":\"c1\",\"user\":\"a\"}},"
              + "{\"entities\":{\"card\":\"c2\",\"user\":\"b\"},\"request\":{\"amount\":1}}]}",
          "{\"service\":\"fraud@1\",\"event\":{\"transaction_id\":\"t1\",\"card_id\":\"c1\","
              + "\"user_id\":\"anna\",\"terminal_id\":7,\"amount\":1.5,"
              + "\"timestamp\":\"2025-03-01T12:00:00Z\"},\"include\":[\"features\"]}");
  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e400",
          "1e-400",
          "NaN",
          "-Infinity",
          "1.0000000001",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"\\ud83d\"",
          "\"\\u0000\"",
          "[]",
          "{}",
          "[[]]",
          "{\"a\":{}}",
          "[1,2]",
          "\"2025-03-01\"",
          "\"count_5m\"",
          "\"fraud@1\"",
          "'",
          "\\",
          "/*",
          "\u0007",
          "\uFEFF",
          "\u00E9",
          "..",
          "%",
          "%00",
          "%zz",
          "@",
          "*",
          "\n",
          "0x1",
          "01",
          ".5");

  private final SplittableRandom random;
  private final List<String> bodies = new ArrayList<>(BODIES);
  private final List<String> keys;

  /**
   * @param now the time of the pushed events
   * @param keys of callers; each request has one of them, none, or another
   */
  FuzzRequests(long seed, Instant now, List<String> keys) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    String event =
        "{\"transaction_id\":\"t1\",\"card_id\":\"c1\",\"user_id\":\"anna\",\"terminal_id\":7,"
            + "\"amount\":1.5,\"timestamp\":\""
            + now
            + "\"}";
    bodies.add(event);
    bodies.add("[" + event + "," + event.replace("t1", "t2") + "]");
  }

  byte[] next() {
    return switch (random.nextInt(10)) {
      case 0 -> get(pick(GETS));
      case 1 -> get(mutated(pick(GETS)));
      case 2 -> get("/features/" + noise(20) + "/" + noise(40) + "?" + noise(60));
      case 3 -> post(pick(POSTS), pick(bodies));
      case 4, 5, 6 -> post(pick(POSTS), mutated(pick(bodies)));
      case 7 -> post(pick(POSTS), bomb());
      case 8 -> post(pick(POSTS), noise(200));
      default -> odd();
    };
  }

  private byte[] odd() {
    String path =
        switch (random.nextInt(5)) {
          case 0, 1 -> pick(GETS);
          case 2, 3 -> pick(POSTS);
          default -> random.nextBoolean() ? pick(ERASURES) : "/entities/" + encoded(noise(20));
        };
    byte[] body = random.nextBoolean() ? bytes(mutated(pick(bodies))) : null;
    String accept = "Accept: " + (random.nextBoolean() ? "text/html" : safe(noise(20)));
    String type = "X-Request-Id: " + safe(noise(30));
    return HttpConnection.request(pick(METHODS), path, body, accept, type, credential());
  }

  private String bomb() {
    int size = random.nextInt(1, 20_000);
    return switch (random.nextInt(6)) {
      case 0 -> "[".repeat(size);
      case 1 -> "{\"entities\":".repeat(size);
      case 2 -> "{\"features\":[\"count_5m\"],\"request\":{\"amount\":" + "9".repeat(size) + "}}";
      case 3 -> "{\"features\":[" + "\"count_5m\",".repeat(size / 10) + "\"count_5m\"]}";
      case 4 ->
          "{\"features\":[\"count_5m\"],\"rows\":["
              + "{\"entities\":{\"card\":\"1\"}},".repeat(size / 15)
              + "{\"entities\":{\"card\":\"1\"}}]}";
      default -> "{\"" + "x".repeat(size) + "\":1}";
    };
  }

  /** The text with some parts replaced, repeated, removed or moved. */
  private String mutated(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int n = random.nextInt(1, 4); n > 0 && out.length() > 0; n--) {
      int from = random.nextInt(out.length());
      int to = Math.min(out.length(), from + random.nextInt(1, 12));
      switch (random.nextInt(5)) {
        case 0 -> out.replace(from, to, pick(PIECES));
        case 1 -> out.insert(from, pick(PIECES));
        case 2 -> out.delete(from, to);
        case 3 -> out.insert(to, out.substring(from, to));
        default -> out.setCharAt(from, (char) random.nextInt(256));
      }
    }
    return out.toString();
  }

  private String noise(int longest) {
    StringBuilder out = new StringBuilder();
    for (int n = random.nextInt(longest + 1); n > 0; n--) {
      out.append(random.nextInt(4) == 0 ? pick(PIECES) : (char) random.nextInt(33, 127));
    }
    return out.toString();
  }

  /** A header with a known key, an unknown key, or none. */
  private String credential() {
    return switch (random.nextInt(10)) {
      case 0 -> "X-Api-Key: " + safe(noise(30));
      case 1 -> "Authorization: Bearer " + safe(noise(300));
      case 2 -> "Authorization: " + safe(noise(30));
      case 3 -> "X-Deadline-Ms: " + (random.nextBoolean() ? "50" : safe(noise(10)));
      case 4 -> "Authorization: Bearer " + pick(keys);
      default -> "X-Api-Key: " + pick(keys);
    };
  }

  private byte[] get(String path) {
    return HttpConnection.request("GET", encoded(path), null, credential());
  }

  private byte[] post(String path, String body) {
    return HttpConnection.request("POST", path, bytes(body), credential());
  }

  /** Escapes what would end the request line; everything else is for the server to refuse. */
  private static String encoded(String path) {
    byte[] bytes = bytes(path);
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(b <= ' ' ? "%%%02X".formatted(b & 0xFF) : Character.toString(b));
    }
    return out.toString();
  }

  private static String safe(String header) {
    return header.replaceAll("[^ -~]", "?");
  }

  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, Math.min(bytes.length, 1 << 20));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
