package io.twinstream.local.flink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a job manager's REST interface. */
record RestAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("(?:http://)?([^/:@\\s]+):(\\d{1,5})/?");

  /**
   * Parses {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static RestAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not the address of a Flink cluster; write HOST:PORT of its REST interface, such"
                  .formatted(text)
              + " as flink.internal:8081 (TLS is not supported)");
    }
    return new RestAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** The address as the start of a URL. */
  String url() {
    return "http://" + host + ":" + port;
  }
}
