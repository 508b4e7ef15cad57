package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The golden file of formats: bytes of records in each format, with the identity and the state of
 * their event. They must never change.
 */
class CrossFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/orders/golden.txt");
  private static final HexFormat HEX = HexFormat.of();

  /** Of each record: JSON, Avro, Protobuf, identity, state, each on a line. */
  private static final int LINES = 5;

  @Test
  void theBytesOfEachFormatAreTheSameEventForever() throws IOException {
    List<String> lines =
        Files.readAllLines(GOLDEN).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(lines.size() % LINES, is(0));
    List<String> now = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += LINES) {
      String json = lines.get(i);
      List<byte[]> each =
          List.of(
              json.getBytes(StandardCharsets.UTF_8),
              HEX.parseHex(lines.get(i + 1)),
              HEX.parseHex(lines.get(i + 2)));
      List<Project> projects = List.of(Orders.JSON, Orders.AVRO, Orders.PROTOBUF);
      for (int format = 0; format < each.size(); format++) {
        Decoded decoded = Orders.decode(projects.get(format), each.get(format));
        assertThat(String.valueOf(decoded), decoded, instanceOf(Event.class));
        Event event = (Event) decoded;
        String at = projects.get(format).source("orders").format().kind() + " of " + json;
        assertThat(at, HEX.toHexDigits(event.identity()), is(lines.get(i + 3)));
        assertThat(
            at, HEX.formatHex(Orders.state(projects.get(format), event)), is(lines.get(i + 4)));
      }
      now.add(HEX.formatHex(Orders.encode(Orders.AVRO, json)));
      assertThat("writers write the same bytes", now.get(i / LINES), is(lines.get(i + 1)));
    }
    assertThat(lines.size() / LINES, is(5));
  }
}
