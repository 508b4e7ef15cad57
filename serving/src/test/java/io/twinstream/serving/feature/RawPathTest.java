package io.twinstream.serving.feature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests ids in URIs, byte by byte, as sent. */
final class RawPathTest {
  /** The characters that RFC 3986 allows unescaped in a path, besides letters and digits. */
  private static final String PLAIN = "-._~!$&'()*+,;=:@";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static Fixture fixture;

  @BeforeAll
  static void start() {
    fixture = new Fixture(new MemoryStore(InstantSource.system()));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private record Answer(int status, JsonNode json) {
    String id() {
      return json.at("/entities/card").textValue();
    }
  }

  @Test
  void everyByteIsFoundWhereItIsEncoded() throws Exception {
    for (int b = 0; b < 0x80; b++) {
      String encoded = "%%%02X".formatted(b);
      requireFound(Character.toString(b), encoded);
      requireFound("a" + (char) b + "z", "a" + encoded.toLowerCase(Locale.ROOT) + "z");
    }
    for (int b = 0x80; b <= 0xff; b++) {
      requireFound(Character.toString(b), "%%%02X%%%02X".formatted(0xc0 | b >> 6, 0x80 | b & 0x3f));
      assertThat(get("/features/card/a%%%02Xz".formatted(b)).status(), is(400));
    }
  }

  @Test
  void everyByteIsFoundAsItIsOrRefused() throws Exception {
    for (int b = 0; b <= 0xff; b++) {
      char c = (char) b;
      if (Character.isLetterOrDigit(c) && b < 0x80 || PLAIN.indexOf(c) >= 0) {
        requireFound(Character.toString(c), Character.toString(c));
        requireFound("a" + c + "z", "a" + c + "z");
        requireFound(c + "49170", c + "49170");
      } else if (c != '?' && c != ' ' && c != '\n') { // these end a path
        store("a" + c + "z");
        Answer answer = get("/features/card/a" + c + "z");
        assertThat("0x%02x".formatted(b), answer.status(), is(oneOf(400, 404)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "..",
        "...",
        "%2E",
        "%2e%2e",
        ".%2E",
        "a%2F..",
        "..%2F..%2Fcard%2F1",
        "+49170"
      })
  void dotsAndSlashesAreNotNormalised(String path) throws Exception {
    String id = path.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f", "/");
    requireFound(id, path);
    store("gone" + id);
    assertThat(erase("/entities/card/gone" + path), is(204));
    Answer gone = get("/features/card/gone" + path);
    assertThat(gone.json().at("/features/count_24h").intValue(), is(0));
  }

  @Test
  void aSlashAtTheEndIsNoOther() throws Exception {
    store("a");
    assertThat(get("/features/card/a/").status(), is(404));
    assertThat(erase("/entities/card/a/"), is(404));
    assertThat(get("/features/card/a").json().at("/features/count_24h").intValue(), is(1));
  }

  @Test
  void anAbsoluteAddressIsOfTheSameEntity() throws Exception {
    store("a/b&c+d");
    String answer = "http://any:80/features/card/a%2Fb&c+d?features=card_spend%2Ecount_24h";
    assertThat(get(answer).id(), is("a/b&c+d"));
    assertThat(get(answer).json().at("/features/count_24h").intValue(), is(1));
  }

  private static void requireFound(String id, String path) throws IOException {
    store(id);
    Answer answer = get("/features/card/" + path);
    assertThat(path + ": " + answer.json(), answer.status(), is(200));
    assertThat(path, answer.id(), is(id));
    assertThat(path, answer.json().at("/features/count_24h").intValue(), is(1));
  }

  private static void store(String id) {
    fixture.store("card_spend@1", id, Payment.ago(Duration.ofMinutes(2), "1.00"));
  }

  private static Answer get(String target) throws IOException {
    String answer = send("GET", target);
    return new Answer(
        status(answer), JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)));
  }

  private static int erase(String target) throws IOException {
    return status(send("DELETE", target));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  /** Sends raw bytes over a new connection. */
  private static String send(String method, String target) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", fixture.server.getPort())) {
      socket.setSoTimeout(20_000);
      String request =
          "%s %s HTTP/1.1\r\nHost: any\r\nX-Api-Key: %s\r\nConnection: close\r\n\r\n"
              .formatted(method, target, Fixture.ADMIN);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
