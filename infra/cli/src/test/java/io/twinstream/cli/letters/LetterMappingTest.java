package io.twinstream.cli.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.letters.LetterMapping.Mapped;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LetterMappingTest {
  @TempDir Path folder;

  @Test
  void whatNoRuleNamesKeepsAllDigitsAndTheOrder() throws IOException {
    String record =
        "{\"z\":1.50,\"big\":12345678901234567890.123456789,\"a\":{\"b\":[1,{\"c\":2}]},\"old\":\"x\"}";
    String mapped =
        map("- {rename: {old: new.name, none: other}, set: {\"a.d\": \"record.z * 2\"}}", record);
    assertThat(
        mapped,
        is(
            "{\"z\":1.50,\"big\":12345678901234567890.123456789,\"a\":{\"b\":[1,{\"c\":2}],\"d\":3},"
                + "\"new\":{\"name\":\"x\"}}"));
  }

  @Test
  void allValuesOfARuleSeeTheRecordBeforeIt() throws IOException {
    String rule = "- {set: {a: record.b, b: record.a}, remove: [c.d]}";
    assertThat(
        map(rule, "{\"a\":1,\"b\":\"x\",\"c\":{\"d\":1,\"e\":2}}"),
        is("{\"a\":\"x\",\"b\":1,\"c\":{\"e\":2}}"));
  }

  @Test
  void ifARuleFailsTheRecordStaysAsItWas() throws IOException {
    Mapped failed =
        mapping("- {set: {a: \"1\"}}", "- {name: half, set: {a: record.none}}")
            .apply(letter("{\"a\":0}".getBytes(UTF_8)));
    assertThat(failed.letter().isEdited(), is(false));
    assertThat(failed.failure().orElseThrow(), containsString("half: "));
    assertThat(failed.failure().orElseThrow(), containsString("none"));
  }

  @Test
  void binaryAndTruncatedRecordsAreNotChanged() throws IOException {
    LetterMapping mapping = mapping("- {payload: \"payload + '}'\"}");
    Mapped binary = mapping.apply(letter(new byte[] {0, 1, -1}));
    assertThat(binary.failure().orElseThrow(), containsString("binary"));
    DeadLetter cut =
        DeadLetter.of("s", new Position("t#1", 0, 1), 5, Reason.MALFORMED, "d", bytes(20))
            .within(10);
    Mapped truncated = mapping.apply(EditedLetter.unchanged(cut));
    assertThat(truncated.failure().orElseThrow(), containsString("truncated"));
    assertThat(truncated.letter().isWhole(), is(false));
  }

  @Test
  void conditionsSeeTheLetterAndItsHeaders() throws IOException {
    String where =
        "- {where: \"headers.app == 'x' && key == 'k' && known < timestamp && reason =="
            + " 'MALFORMED' && position.startsWith('t#1/')\", drop: true}";
    assertThat(mapping(where).apply(letter(bytes(3))).letter().drop(), is(true));
    assertThat(
        mapping("- {where: \"headers.other == 'x'\", drop: true}")
            .apply(letter(bytes(3)))
            .letter()
            .drop(),
        is(false));
  }

  @Test
  void linesKeepAllThatALetterHas() throws IOException {
    List<byte[]> payloads =
        List.of(
            new byte[] {0, 5, -1},
            new byte[0],
            "not {json".getBytes(UTF_8),
            "{ \"a\": 1.0,\n \"n\": NaN, \"a\": 2 }".getBytes(UTF_8));
    Path file = folder.resolve("letters.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (byte[] payload : payloads) {
        LetterLines.write(out, letter(payload));
      }
      LetterLines.write(out, letter(bytes(3)).dropped());
    }
    List<EditedLetter> read = new ArrayList<>();
    LetterLines.read(file, read::add);
    assertThat(read.get(4).drop(), is(true));
    for (int i = 0; i < payloads.size(); i++) {
      EditedLetter letter = read.get(i);
      assertThat(letter.isEdited(), is(false));
      assertThat(letter.payload(), is(payloads.get(i)));
      assertThat(letter.letter().position(), is(letter(payloads.get(i)).letter().position()));
      assertThat(letter.letter().known(), is(5L));
      Envelope envelope = letter.letter().envelope();
      assertThat(envelope.key(), is(new byte[] {'k'}));
      assertThat(envelope.timestamp(), is(7L));
      assertThat(envelope.headers().get(0).value(), is(new byte[] {'x'}));
      assertThat(envelope.headers().get(1).value(), is(new byte[] {-1}));
    }
  }

  private String map(String rule, String record) throws IOException {
    Mapped mapped = mapping(rule).apply(letter(record.getBytes(UTF_8)));
    assertThat(mapped.failure().isPresent(), is(false));
    return new String(mapped.letter().payload(), UTF_8);
  }

  private LetterMapping mapping(String... rules) throws IOException {
    Path file = folder.resolve("mapping.yaml");
    Files.writeString(file, "mappings:\n  " + String.join("\n  ", rules) + "\n");
    return LetterMapping.read(file);
  }

  private static byte[] bytes(int size) {
    return "x".repeat(size).getBytes(UTF_8);
  }

  private static EditedLetter letter(byte[] payload) {
    Envelope envelope =
        new Envelope(
            new byte[] {'k'},
            7,
            List.of(
                new Envelope.Header("app", new byte[] {'x'}),
                new Envelope.Header("raw", new byte[] {-1})));
    return EditedLetter.unchanged(
        DeadLetter.of("s", new Position("t#1", 0, 1), 5, Reason.MALFORMED, "d", payload)
            .withEnvelope(envelope));
  }
}
