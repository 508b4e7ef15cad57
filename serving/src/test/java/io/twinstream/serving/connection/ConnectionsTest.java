package io.twinstream.serving.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the limits of connections. */
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
  void aCallerThatSendsNothingIsCutOff() throws Exception {
    try (ScoreFixture fixture = fixture(Map.of("twinstream.connections.request-within", "300ms"));
        Socket silent = connect(fixture)) {
      assertThat(isClosed(silent), is(true));
      assertThat(metrics(fixture), containsString("twinstream_connections_cut_total 1.0"));
    }
  }

  @Test
  void aConnectionThatIsIdleAfterARequestIsClosed() throws Exception {
    try (ScoreFixture fixture = fixture(Map.of("micronaut.server.idle-timeout", "1s"));
        Socket idle = connect(fixture)) {
      send(idle, "GET /features/card/1 HTTP/1.1\r\nHost: any\r\n\r\n");
      assertThat(read(idle), startsWith("HTTP/1.1 200"));
      assertThat(isClosed(idle), is(true));
    }
  }

  @Test
  void oneAddressCannotHoldAllConnections() throws Exception {
    List<Socket> greedy = new ArrayList<>();
    try (ScoreFixture fixture = fixture(Map.of("twinstream.connections.max-per-address", 100))) {
      for (int i = 0; i < 100; i++) {
        Socket admitted = connect(fixture);
        greedy.add(admitted);
        send(admitted, "GET /features/card/1 HTTP/1.1\r\nHost: any\r\n\r\n");
        assertThat(read(admitted), startsWith("HTTP/1.1 200"));
      }
      for (int i = 0; i < 200; i++) {
        try (Socket refused = connect(fixture)) {
          assertThat(isClosed(refused), is(true));
        }
      }
      try (Socket other = connect(fixture, "127.0.0.2")) {
        send(other, "GET /metrics HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
        String metrics = new String(other.getInputStream().readAllBytes(), US_ASCII);
        assertThat(metrics, containsString("twinstream_connections_refused_total 200.0"));
      }
      // When one is closed, another may be opened from the same address.
      greedy.get(0).close();
      String answer = "";
      while (!answer.startsWith("HTTP/1.1 200")) {
        try (Socket next = connect(fixture)) {
          send(next, "GET /features/card/1 HTTP/1.1\r\nHost: any\r\n\r\n");
          answer = read(next);
        } catch (SocketException notYet) {
          answer = "";
        }
      }
    } finally {
      for (Socket socket : greedy) {
        socket.close();
      }
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
    return connect(fixture, "127.0.0.1");
  }

  private static Socket connect(ScoreFixture fixture, String from) throws IOException {
    InetAddress own = InetAddress.getByName(from);
    Socket socket = new Socket("127.0.0.1", fixture.server.getPort(), own, 0);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String metrics(ScoreFixture fixture) throws IOException {
    try (Socket socket = connect(fixture)) {
      send(socket, "GET /metrics HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** The first response. */
  private static String read(Socket socket) throws IOException {
    byte[] bytes = new byte[4_096];
    int length = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(length, 0), US_ASCII);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // closed by a reset
    }
  }
}
