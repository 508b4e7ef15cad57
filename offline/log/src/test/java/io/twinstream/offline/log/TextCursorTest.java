package io.twinstream.offline.log;

import static io.twinstream.features.definition.FieldType.LONG;
import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextCursorTest {
  private static final Set<String> KEYS = Set.of("k");

  @TempDir Path directory;

  @Test
  void csvRowsAreCountedWithoutHeaderAndEmptyLines() throws IOException {
    List<Decoded> read = csv("k,ts,n\r\na,1,1\r\n\r\n\"b\nb\",2,2\n,3,3\nd,4");
    assertThat(read, hasSize(4));
    Event second = (Event) read.get(1);
    assertThat(second.text(0), is("b\nb"));
    assertThat(second.position().toString(), is("f.csv/0@1"));
    assertThat(second.known(), is(2L));
    assertThat(reason(read.get(2)), is(Reason.MISSING_KEY));
    assertThat(reason(read.get(3)), is(Reason.MALFORMED));
    assertThat(((DeadLetter) read.get(3)).position().offset(), is(3L));
  }

  @Test
  void byteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    assertThat(csv("\uFEFFk,ts,n\na,1,1\n"), hasSize(1));
    Path lines = Files.writeString(directory.resolve("f.json"), "\uFEFF{\"k\":\"a\",\"ts\":1}");
    assertThat(
        Cursors.read(source(Format.JSON_LINES), KEYS, lines).get(0) instanceof Event, is(true));
  }

  @Test
  void jsonLinesAreRecords() throws IOException {
    String lines = "{\"k\":\"a\",\"ts\":1}\n\n{\"k\":\"b\"\n{\"k\":\"c\",\"ts\":2,\"n\":7}\r\n";
    Path file = directory.resolve("f.jsonl.gz");
    gzip(file, lines);
    List<Decoded> read = Cursors.read(source(Format.JSON_LINES), KEYS, file);
    assertThat(read, hasSize(3));
    assertThat(reason(read.get(1)), is(Reason.MALFORMED));
    assertThat(new String(((DeadLetter) read.get(1)).payload(), UTF_8), is("{\"k\":\"b\""));
    assertThat(((Event) read.get(2)).position().offset(), is(2L));
  }

  @Test
  void rowAboveTheLimitIsADeadLetterAndTheRestIsRead() throws Exception {
    String large = "x".repeat(100_000);
    List<Decoded> read = csv("k,ts,n\na,1,1\n" + large + ",2,2\nc,3,3\n");
    assertThat(read, hasSize(3));
    DeadLetter dead = (DeadLetter) read.get(1);
    assertThat(dead.reason(), is(Reason.TOO_LARGE));
    assertThat(dead.size(), is(100_004L));
    assertThat(dead.payload().length, is(1000));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest((large + ",2,2").getBytes(UTF_8));
    assertThat(dead.sha256(), is(HexFormat.of().formatHex(hash)));
    assertThat(((Event) read.get(2)).position().offset(), is(2L));
  }

  /** Of 60 rows, the second one lacks a closing quote. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "no other quote|x",
        "the next quote opens a value|\"x\"",
        "a quote ends a value|x\"",
      })
  void quoteThatNeverClosesCostsItsLineAlone(String name, String lastValue) throws IOException {
    StringBuilder rows = new StringBuilder("k,ts,n\na,1,1\nb,2,\"2\r\n");
    for (int i = 3; i < 60; i++) {
      rows.append("k,").append(i).append(",1\n");
    }
    rows.append(lastValue).append(",60,1\n\"multi\nline\",61,1\n");
    List<Decoded> read = csv(rows.toString());
    assertThat(read, hasSize(61));
    for (int i = 0; i < read.size(); i++) {
      if (i == 1) {
        DeadLetter dead = (DeadLetter) read.get(i);
        assertThat(new String(dead.payload(), UTF_8), is("b,2,\"2"));
        assertThat(dead.detail(), is("the closing quote of a value is missing"));
      } else {
        assertThat(((Event) read.get(i)).ts(), is(i + 1L));
      }
      assertThat(position(read.get(i)).offset(), is((long) i));
    }
  }

  @Test
  void quotedValueEndsWithinTheLimit() throws IOException {
    String many = "c,3,3\n".repeat(1000);
    assertThat(csv("k,ts,n\na,1,1\n\"b,2,2\n" + many), hasSize(1002));
    String fits = "x\n".repeat(497) + "x";
    assertThat(csv("k,ts,n\n\"" + fits + "\",1\n"), hasSize(498)); // of two values
    assertThat(((Event) csv("k,ts,n\n\"" + fits + "\",1,\n").get(0)).text(0), is(fits));
    assertThat(reason(csv("k,ts,n\n\"" + fits + "y\",1,\n").get(0)), is(Reason.TOO_LARGE));
    assertThat(csv("k,ts,n\n\"" + fits + fits + "\",1,\n"), hasSize(995));
  }

  @Test
  void columnNamedTwiceIsRefusedIfItIsRead() throws IOException {
    assertThat(
        refusal("k,ts,n,ts\na,1,1,2\n"),
        containsString(
            "f.csv: column 'ts', which a field of source s is read from, occurs 2"
                + " times, as columns [2, 4]; rename the others"));
    assertThat(refusal("n,k,ts,n\n1,a,1,2\n"), containsString("as columns [1, 4]"));
    assertThat(csv("k,ts,n,x,x,,\na,1,1,2,3,,\n"), hasSize(1));
    assertThat(csv("k,ts,n,N, n\na,1,1,2,3\n"), hasSize(1));
  }

  @Test
  void headerMustBeThere() throws IOException {
    assertThat(refusal(""), containsString("without a header"));
    assertThat(refusal("k,tz,n\na,1,1\n"), containsString("no column 'ts'; did you mean tz"));
    assertThat(refusal("\"k,ts\n"), containsString("the header is not a CSV row"));
  }

  @Test
  void headerlessFilesHaveTheMappingsColumns() throws IOException {
    HistoryMapping mapping =
        Sources.mapping(
            Format.CSV, Map.of("k", "c0"), List.of("c0", "ts"), null, EpochUnit.SECONDS, false);
    Source source = Sources.source("s", null, "ts", mapping, "k", STRING, "ts", TIMESTAMP);
    Path file = Files.writeString(directory.resolve("f.csv"), "a,1\nb,2");
    List<Decoded> read = Cursors.read(source, KEYS, file);
    assertThat(read, hasSize(2));
    assertThat(((Event) read.get(0)).ts(), is(1000L));
  }

  @Test
  void cutGzipIsNamed() throws IOException {
    StringBuilder rows = new StringBuilder("k,ts,n\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i * 7919 % 5000).append(',').append(i).append(",1\n");
    }
    Path file = directory.resolve("f.csv.gz");
    gzip(file, rows.toString());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    HistoryException cut =
        assertThrows(HistoryException.class, () -> Cursors.read(source(Format.CSV), KEYS, file));
    assertThat(cut.getMessage(), containsString("f.csv.gz is cut or damaged; fetch it again"));
    Files.writeString(file, "no gzip at all");
    assertThrows(HistoryException.class, () -> Cursors.read(source(Format.CSV), KEYS, file));
  }

  private String refusal(String text) {
    return assertThrows(HistoryException.class, () -> csv(text)).getMessage();
  }

  private List<Decoded> csv(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("f.csv"), text);
    return Cursors.read(source(Format.CSV), KEYS, file);
  }

  private static Position position(Decoded decoded) {
    return decoded instanceof Event event ? event.position() : ((DeadLetter) decoded).position();
  }

  private static Reason reason(Decoded decoded) {
    return ((DeadLetter) decoded).reason();
  }

  private static void gzip(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private static Source source(Format format) {
    return Sources.source(
        "s",
        null,
        "ts",
        Sources.mapping(format, Map.of()),
        "k",
        STRING,
        "ts",
        TIMESTAMP,
        "n",
        LONG);
  }
}
