package io.twinstream.serving.operation;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The ids of requests: given by the caller, or else a number of this process. */
@Singleton
final class RequestIds {
  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private final String process = process();
  private final AtomicLong last = new AtomicLong();

  private static String process() {
    byte[] bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes) + "-";
  }

  /**
   * The id of a request.
   *
   * @param given by the caller; null for none
   */
  String of(String given) {
    return given != null && ACCEPTABLE.matcher(given).matches()
        ? given
        : process + last.incrementAndGet();
  }
}
