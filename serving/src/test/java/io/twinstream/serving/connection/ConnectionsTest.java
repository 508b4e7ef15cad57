package io.twinstream.serving.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callers may hold open. */
final class ConnectionsTest {
  private static final String HEAD =
      "POST /features/online HTTP/1.1\r\nHost: any\r\nContent-Type: application/json\r\n";

  @Test
  void aRequestThatDoesNotEndIsCutOffAndOthersAreNot() throws Exception {
    try (ScoreFixture fixture = fixture(Map.of("twinstream.connections.request-within", "300ms"));
        Socket idle = connect(fixture);
        Socket head = connect(fixture);
        Socket body = connect(fixture)) {
      send(idle, "GET /features/card/1 HTTP/1.1\r\nHost: any\r\n\r\n");
      assertThat(read(idle), startsWith("HTTP/1.1 200"));
      send(head, HEAD);
      send(body, HEAD + "Content-Length: 1000\r\n\r\n{");
      assertThat(isClosed(head), is(true));
      assertThat(isClosed(body), is(true));
      send(idle, "GET /metrics HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
      String metrics = new String(idle.getInputStream().readAllBytes(), US_ASCII);
      assertThat(metrics, containsString("twinstream_connections_cut_total 2.0"));
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosed() throws Exception {
    try (ScoreFixture fixture = fixture(Map.of("twinstream.connections.max", 2));
        Socket first = connect(fixture);
        Socket second = connect(fixture)) {
      for (Socket socket : new Socket[] {first, second}) {
        send(socket, "GET /features/card/1 HTTP/1.1\r\nHost: any\r\n\r\n");
        assertThat(read(socket), startsWith("HTTP/1.1 200"));
      }
      try (Socket third = connect(fixture)) {
        assertThat(isClosed(third), is(true));
      }
      send(first, "GET /metrics HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
      String metrics = new String(first.getInputStream().readAllBytes(), US_ASCII);
      assertThat(metrics, containsString("twinstream_connections_refused_total 1.0"));
      assertThat(metrics, containsString("twinstream_connections_open 2.0"));
    }
  }

  private static ScoreFixture fixture(Map<String, Object> settings) {
    return new ScoreFixture(new MemoryStore(() -> ScoreFixture.NOW), settings);
  }

  private static Socket connect(ScoreFixture fixture) throws IOException {
    Socket socket = new Socket("127.0.0.1", fixture.server.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** What comes first. */
  private static String read(Socket socket) throws IOException {
    byte[] bytes = new byte[4_096];
    return new String(bytes, 0, socket.getInputStream().read(bytes), US_ASCII);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // by a reset
    }
  }
}
