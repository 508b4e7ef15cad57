package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.history.SpineRefusals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the types that columns of CSV spines have in training sets, and which spines are refused.
 */
class CsvSpineTest extends SpineFixture {
  /** The texts of a column, the type that it has then, and what it is in SQL. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,-7,0                                    | BIGINT",
        "02116,10001                               | VARCHAR",
        "12e4,7                                    | VARCHAR",
        "12345678901234567890,12345678901234567891 | VARCHAR",
        "+7,8                                      | VARCHAR",
        "1.5,2                                     | DOUBLE",
        "1.0,2.25,-0.0                             | DOUBLE",
        "1e-05,1.5,3e+16                           | DOUBLE",
        "1.50,12.00                                | DECIMAL(18,2)",
        "1.50,12.0                                 | VARCHAR",
        "-0.00,12.00                               | VARCHAR",
        "0.1,0.30000000000000004                   | DOUBLE",
        "0.1,0.300000000000000044                  | VARCHAR",
        "9007199254740993,0.5                      | VARCHAR",
        "True,False                                | VARCHAR",
        "nan,1.5                                   | VARCHAR",
        "2026-03-01,2026-03-02                     | VARCHAR",
        "' x',x                                    | VARCHAR",
      })
  void aCsvColumnIsOfNumbersWhereEachIsWrittenAsItWas(String cells, String type) throws Exception {
    StringBuilder rows = new StringBuilder("card,time,x\n");
    for (String cell : cells.replace("'", "").split(",")) {
      rows.append("12e4,2026-03-02T00:00:00Z,").append(cell).append('\n');
    }
    Files.writeString(spine.resolve("a.csv"), rows + "12e4,2026-03-02T00:00:00Z,\n");
    features("fraud@1");
    assertThat(query("SELECT DISTINCT typeof(x) FROM %s"), is(List.of(type)));
    List<String> back = new ArrayList<>(query("SELECT x::VARCHAR FROM %s"));
    assertThat(back.remove(back.size() - 1), is("null"));
    String written = String.join(",", back);
    if (!type.equals("DOUBLE")) {
      assertThat(written, is(cells.replace("'", "")));
    }
    assertThat(query("SELECT DISTINCT card, count_24h FROM %s"), is(List.of("12e4|2")));
  }

  /** A number in one file is none where another file has a text. */
  @Test
  void csvFilesAreUnitedByNameToo() throws Exception {
    Files.writeString(spine.resolve("a.csv"), "card,time,zip\n7,2026-03-02T00:00:00Z,10001\n");
    Files.writeString(
        spine.resolve("b.csv"), "zip,more,time,card\n02116,\"\",2026-03-02T00:00:00Z,02116\n");
    features("fraud@1");
    assertThat(
        query("SELECT card, zip, more, count_24h FROM %s ORDER BY zip"),
        is(List.of("02116|02116||1", "7|10001|null|0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", "|"})
  void anotherDelimiterIsSeen(String delimiter) throws Exception {
    String rows = ",card,time,the note\n0,12e4,2026-03-02T00:00:00Z,\"1\"\n";
    Files.writeString(spine.resolve("a.csv"), rows.replace(",", delimiter));
    features("fraud@1");
    assertThat(
        query("SELECT column0, card, \"the note\", count_24h FROM %s"), is(List.of("0|12e4|1|2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "card,time,x,x | two columns are called 'x', numbers 3 and 4: rename one",
        "` card,time`  | column ' card' has spaces around the name of the key 'card'",
        "time,x        | no column for the key 'card'",
        "card,when     | the column of the rows' times is unknown: name it with --time, one of [card, when]",
      })
  void aHeaderThatSaysTooLittleIsRefused(String header, String why) throws Exception {
    Files.writeString(spine.resolve("a.csv"), header + "\n" + header.replaceAll("\\w+", "1"));
    assertThat(refusal(RuntimeException.class), containsString(why));
  }

  @Test
  void otherTextsThanUtf8AreRefused() throws Exception {
    String rows = "card,time,x\n1,2026-03-02T00:00:00Z,a\n2,2026-03-02T00:00:00Z,é\n";
    Files.write(spine.resolve("a.csv"), rows.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
        refusal(HistoryException.class),
        containsString("a.csv is not in UTF-8 (row 2); convert it, as by iconv -f LATIN1"));
  }

  @Test
  void keysMustBeInAllFiles() throws Exception {
    Files.writeString(spine.resolve("a.csv"), "card,time\n1,2026-03-02T00:00:00Z\n");
    Files.writeString(spine.resolve("b.csv"), "kard,time\n1,2026-03-02T00:00:00Z\n");
    assertThat(
        refusal(IllegalArgumentException.class), containsString("'card' must be in all files"));
  }

  /** The source's pattern where its rows have it, else ISO 8601. */
  @ParameterizedTest
  @ValueSource(strings = {"02.03.2026 00:00", "2026-03-02T00:00:00Z", "2026-03-02"})
  void isoTimesNeedNoPattern(String time) throws Exception {
    Files.writeString(spine.resolve("a.csv"), "card,when\n12e4," + time + "\n");
    Project project =
        Definitions.parse(
            Map.of(
                "pay.yaml",
                DEFINITIONS.replace(
                    "{format: csv}", "{format: csv, time_pattern: 'dd.MM.yyyy HH:mm'}")));
    CompiledService service = CompiledService.of(project, project.service("fraud@1"));
    Spine.Request request =
        SpineFeatures.request(project, service, spine.toString()).withTime(Optional.of("when"));
    Spine read = SpineReader.read(request);
    SpineRefusals.requireNone(read, 1000);
    assertThat(read.source().history().timePattern().isPresent(), is(time.startsWith("02.")));
    Spine said = SpineReader.read(request.withTexts(Optional.empty(), Optional.of("yyyy")));
    String message =
        assertThrows(HistoryException.class, () -> SpineRefusals.requireNone(said, 1000))
            .getMessage();
    assertThat(message, containsString("1 rows of the spine cannot be read"));
    assertThat(message, containsString("column 'when'): " + time));
    assertThat(message, containsString("--time-pattern"));
  }
}
