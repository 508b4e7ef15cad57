package io.twinstream.offline.log.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.twinstream.features.decode.CsvCells;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RecordSplitterTest {

  /** Two readers of the same format, written apart. */
  @Property(tries = 2000)
  void csvIsReadAsFastcsvReadsIt(@ForAll("tables") List<List<String>> table) throws IOException {
    String text =
        table.stream()
            .map(row -> row.stream().map(RecordSplitterTest::cell).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\r\n"));
    List<List<String>> expected = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
      reader.forEach(row -> expected.add(row.getFields()));
    }
    assertThat(rows(text), is(expected));
    assertThat(rows(text + "\n"), is(expected));
  }

  /** Rows before and after a line whose quote is not closed are as without it. */
  @Property(tries = 1000)
  void unclosedQuoteCostsItsLineAlone(
      @ForAll("tables") List<List<String>> before,
      @ForAll("tables") List<List<String>> after,
      @ForAll("chunks") int chunk)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    before.forEach(row -> rows.add(threeOf(row)));
    int bad = rows.size();
    after.forEach(row -> rows.add(threeOf(row)));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= rows.size(); i++) {
      if (i == bad) {
        text.append("\"no end,b,c\n");
      }
      if (i < rows.size()) {
        text.append(rows.get(i).stream().map(c -> cell(c)).collect(Collectors.joining(",")));
        text.append('\n');
      }
    }
    rows.add(bad, null);
    RecordSplitter splitter = new RecordSplitter(slowly(text.toString(), chunk), ',', 10_000);
    splitter.expectValues(3);
    List<List<String>> read = new ArrayList<>();
    while (splitter.next()) {
      List<String> cells = new ArrayList<>();
      String problem = CsvCells.split(new String(splitter.bytes(), UTF_8), ',', cells);
      read.add(problem == null ? cells : null);
    }
    assertThat(text.toString(), read, is(rows));
  }

  /** Three values without quotes and commas: with them the open quote may close after all. */
  private static List<String> threeOf(List<String> row) {
    List<String> three = new ArrayList<>(row);
    three.addAll(List.of("", "", ""));
    return three.subList(0, 3).stream().map(value -> value.replaceAll("[\",]", "")).toList();
  }

  private static InputStream slowly(String text, int chunk) {
    return new ByteArrayInputStream(text.getBytes(UTF_8)) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, chunk));
      }
    };
  }

  @Provide
  Arbitrary<Integer> chunks() {
    return Arbitraries.of(1, 2, 3, 7, 1000);
  }

  private static String cell(String value) {
    boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static List<List<String>> rows(String text) throws IOException {
    RecordSplitter splitter =
        new RecordSplitter(new ByteArrayInputStream(text.getBytes(UTF_8)), ',', 10_000);
    List<List<String>> rows = new ArrayList<>();
    while (splitter.next()) {
      List<String> cells = new ArrayList<>();
      String problem = CsvCells.split(new String(splitter.bytes(), UTF_8), ',', cells);
      assertThat(problem, is((String) null));
      rows.add(cells);
    }
    return rows;
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> value = Arbitraries.strings().withChars("ab\",\n\r é").ofMaxLength(4);
    return value.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(5);
  }
}
