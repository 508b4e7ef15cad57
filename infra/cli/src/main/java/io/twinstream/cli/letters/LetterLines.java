package io.twinstream.cli.letters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Utf8;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Dead letters as a file of JSON, one a line. What a user edits is {@code record} (a JSON object),
 * {@code text} (other text) or {@code base64} (anything else), and {@code drop}. {@code original}
 * keeps the bytes before, so a line without an edit is sent byte for byte.
 */
final class LetterLines {
  private static final String RECORD = "record";
  private static final String TEXT = "text";
  private static final String BASE64 = "base64";
  private static final String DROP = "drop";

  private LetterLines() {}

  static void write(BufferedWriter to, EditedLetter edited) throws IOException {
    to.write(RecordJson.MAPPER.writeValueAsString(line(edited)));
    to.write('\n');
  }

  private static ObjectNode line(EditedLetter edited) {
    DeadLetter letter = edited.letter();
    ObjectNode line = RecordJson.MAPPER.createObjectNode();
    line.put("position", letter.position().toString());
    line.put("source", letter.source());
    line.put("reason", letter.reason().name());
    line.put("detail", letter.detail());
    Optional<ObjectNode> record = RecordJson.parse(edited.payload());
    if (record.isPresent()) {
      line.set(RECORD, record.get());
    } else {
      put(line, TEXT, BASE64, edited.payload(), RecordJson.isText(edited.payload()));
    }
    line.put(DROP, edited.drop());
    line.put("known", letter.known());
    Envelope envelope = letter.envelope();
    if (envelope.timestamp() != Envelope.NO_TIMESTAMP) {
      line.put("timestamp", envelope.timestamp());
    }
    put(line, "key", envelope.key());
    if (!envelope.headers().isEmpty()) {
      var headers = line.putArray("headers");
      envelope
          .headers()
          .forEach(
              header ->
                  put(headers.addObject().put("name", header.name()), "value", header.value()));
    }
    if (envelope.cut()) {
      line.put("envelope_cut", true);
    }
    line.put("size", letter.size());
    line.put("sha256", letter.sha256());
    put(line, "original", letter.payload());
    return line;
  }

  private static void put(ObjectNode line, String name, byte[] bytes) {
    if (bytes != null) {
      put(line, name, name + "_" + BASE64, bytes, Utf8.isWellFormed(bytes));
    }
  }

  private static void put(
      ObjectNode line, String asText, String asBase64, byte[] bytes, boolean text) {
    if (text) {
      line.put(asText, RecordJson.text(bytes));
    } else {
      line.put(asBase64, Base64.getEncoder().encodeToString(bytes));
    }
  }

  /**
   * Reads a file, each dead letter once.
   *
   * @throws IllegalArgumentException with the line that is wrong, and what to do
   */
  static void read(Path file, Consumer<EditedLetter> to) {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          to.accept(letter(line));
        }
      }
    } catch (JsonProcessingException e) {
      throw wrong(file, number, "not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw wrong(file, number, e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static IllegalArgumentException wrong(
      Path file, int line, String problem, Exception cause) {
    return new IllegalArgumentException(
        "%s:%d: %s; write each line as dead-letters export does".formatted(file, line, problem),
        cause);
  }

  private static EditedLetter letter(String text) throws JsonProcessingException {
    if (!(RecordJson.MAPPER.readTree(text) instanceof ObjectNode line)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    byte[] original = need("original", bytes(line, "original"));
    Position position = Position.parse(line.path("position").asText());
    List<Envelope.Header> headers = new ArrayList<>();
    for (JsonNode header : line.path("headers")) {
      headers.add(
          new Envelope.Header(header.path("name").asText(), bytes((ObjectNode) header, "value")));
    }
    DeadLetter letter =
        new DeadLetter(
            line.path("source").asText(),
            position,
            line.path("known").asLong(),
            reason(line.path("reason").asText()),
            line.path("detail").asText(),
            original,
            line.path("size").asLong(original.length),
            line.path("sha256").asText(),
            new Envelope(
                bytes(line, "key"),
                line.path("timestamp").asLong(Envelope.NO_TIMESTAMP),
                headers,
                line.path("envelope_cut").asBoolean()));
    EditedLetter edited = new EditedLetter(letter, original, line.path(DROP).asBoolean());
    byte[] payload = payload(line);
    return sameJson(original, payload) ? edited : edited.with(payload);
  }

  private static Reason reason(String name) {
    try {
      return Reason.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no reason '" + name + "'", e);
    }
  }

  private static byte[] payload(ObjectNode line) {
    if (line.has(RECORD)) {
      return RecordJson.bytes(line.get(RECORD));
    }
    return need("record, text or base64", bytes(line, TEXT, BASE64));
  }

  private static byte[] need(String what, byte[] bytes) {
    if (bytes == null) {
      throw new IllegalArgumentException("the dead letter has no " + what);
    }
    return bytes;
  }

  private static byte[] bytes(ObjectNode line, String name) {
    return bytes(line, name, name + "_" + BASE64);
  }

  private static byte[] bytes(ObjectNode line, String asText, String asBase64) {
    if (line.has(asText)) {
      return line.get(asText).asText().getBytes(StandardCharsets.UTF_8);
    }
    return line.has(asBase64) ? Base64.getDecoder().decode(line.get(asBase64).asText()) : null;
  }

  /** Spaces and other forms of the same numbers and text are no edit. */
  private static boolean sameJson(byte[] original, byte[] payload) {
    return RecordJson.parse(original)
        .map(RecordJson::bytes)
        .filter(bytes -> java.util.Arrays.equals(bytes, payload))
        .isPresent();
  }
}
