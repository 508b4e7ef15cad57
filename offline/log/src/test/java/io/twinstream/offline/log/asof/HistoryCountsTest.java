package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which counts of refused records features as of the past return. */
class HistoryCountsTest extends SpineFixture {
  private static final String ROW = "a,7,1.00,2026-03-01T10:00:00Z";

  @Test
  void deadLettersAreCounted() throws Exception {
    text("pay.csv", "id,card,shop,amount,time\na,12e4,7,1.00,2026-03-01T10:00:00Z,\nb,,,1,1\n");
    Files.writeString(spine.resolve("a.csv"), "card,time\n12e4,2026-03-02T00:00:00Z\n");
    AsOfReader reader = reader("pay.csv");
    assertThat(count(reader), is(0L));
    assertThat(
        reader.counts().get("pay").line("pay"),
        is(
            "pay: 0 events; 2 dead letters: MALFORMED 1, MISSING_KEY 1; the first is row 1 of"
                + " pay.csv: 6 values; the header has 5"));
  }

  @Test
  void aKeyThatNoFileHasIsAnError() throws Exception {
    text("pay.csv", "id,kard,shop,amount,time\na,12e4,7,1.00,2026-03-01T10:00:00Z\n");
    String message = assertThrows(HistoryException.class, () -> reader("pay.csv")).getMessage();
    assertThat(message, containsString("has a column for the key 'card' of source pay"));
    assertThat(message, containsString("did you mean kard?"));
  }

  /** As data frames are written that are partitioned by a column. */
  @ParameterizedTest
  @ValueSource(strings = {"history", "history/card=12e4", "history/*/*.csv"})
  void foldersAreColumns(String path) throws Exception {
    text("history/card=12e4/part.csv", "id,shop,amount,time\n" + ROW + "\n");
    text("history/card=a%2Fb/part.csv", "id,shop,amount,time\n" + ROW + "\n");
    assertThat(count(reader(path)), is(1L));
  }

  /** Days that arrive out of order, in files that are found in any order, rows in any order. */
  @Test
  void answersDoNotDependOnTheOrderOfFilesAndRows() throws Exception {
    List<List<String>> days = new ArrayList<>();
    for (int day = 1; day <= 3; day++) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        rows.add("%d-%d,12e4,7,1.00,2026-03-0%dT%02d:00:00Z".formatted(day, i % 6, day, 3 * i));
      }
      days.add(rows);
    }
    Files.delete(folder.resolve("pay.csv"));
    StringBuilder asked = new StringBuilder("id,card,time\n");
    for (int hour = 0; hour < 72; hour += 5) {
      asked.append("2-3,12e4,2026-03-0%dT%02d:00:00Z\n".formatted(1 + hour / 24, hour % 24));
    }
    Files.writeString(spine.resolve("a.csv"), asked);
    Random random = new Random(3);
    for (int i = 0; i < 6; i++) {
      Collections.shuffle(days, random);
      for (int file = 0; file < days.size(); file++) {
        Collections.shuffle(days.get(file), random);
        String rows = String.join("\n", days.get(file));
        text("pay.csv/%d.csv".formatted(file), "id,card,shop,amount,time\n" + rows + "\n");
      }
      features("fraud@1");
    }
    assertThat(query("SELECT DISTINCT time, count_24h FROM %s").size(), is(15));
  }

  @Test
  void foldersOfASpineAreColumnsToo() throws Exception {
    text("spine/card=12e4/part.csv", "n,time\n1,2026-03-02T00:00:00Z\n");
    text("spine/card=02116/part.csv", "n,time\n2,2026-03-02T00:00:00Z\n");
    features("fraud@1");
    assertThat(
        query("SELECT n, card, count_24h FROM %s ORDER BY n"),
        is(List.of("1|12e4|2", "2|02116|1")));
  }

  private void text(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private AsOfReader reader(String path) {
    Project project = Definitions.parse(Map.of("pay.yaml", DEFINITIONS));
    CompiledService service = CompiledService.of(project, project.service("fraud@1"));
    return AsOfReader.replaying(project, service, Map.of("pay", folder.resolve(path).toString()));
  }

  private static long count(AsOfReader reader) {
    AsOfQuestion question =
        new AsOfQuestion(
            List.of("12e4"),
            new FeatureRow(List.of()),
            1_772_400_000_000L,
            1_772_400_000_000L,
            "",
            "");
    return reader.read(question, Visibility.INCLUSIVE).features().bits(0);
  }
}
