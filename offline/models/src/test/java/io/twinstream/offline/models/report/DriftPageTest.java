package io.twinstream.offline.models.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.twinstream.offline.models.drift.Comparison;
import io.twinstream.offline.models.drift.DriftException;
import io.twinstream.offline.models.drift.HourlySummaries;
import io.twinstream.offline.models.drift.Summary;
import io.twinstream.offline.models.drift.SummaryCounter;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DriftPageTest {
  private static final List<String> NAMES = List.of("a<b>", "country", "empty");

  private static Summary rows(long seed, double factor) {
    SummaryCounter counter = new SummaryCounter(NAMES);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      counter.number(0, (float) (factor * Math.exp(random.nextGaussian())));
      counter.text(1, "it's " + random.nextInt(5));
      counter.missing(2);
    }
    return counter.summary();
  }

  /** Amounts are three times as great from the hour 30 on. */
  private static Comparison comparison(int hours, double factor) {
    TreeMap<Long, Summary> all = new TreeMap<>();
    for (long hour = 0; hour < hours; hour++) {
      all.put(hour, rows(hour, hour < 30 ? 1 : factor));
    }
    return Comparison.of("before", rows(-1, 1), "served", new HourlySummaries(all), 0.2);
  }

  @Test
  void isOnePageThatNeedsNothingElse() throws Exception {
    for (Comparison each : List.of(comparison(40, 9), comparison(200, 9), comparison(1, 1))) {
      String page = DriftPage.of(each);
      assertThat(page, containsString("a&lt;b&gt;"));
      assertThat(page, containsString("it&#39;s 3"));
      for (String outside : List.of("<script", "http:", "https:", "src=", "@import", "url(")) {
        assertThat(outside, page.contains(outside), is(false));
      }
      assertThat("no NaN", page.contains("NaN"), is(false));
      assertThat(page.length(), lessThan(200_000));
      String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(body)));
      try (JsonParser json = new JsonFactory().createParser(DriftJson.of(each))) {
        while (json.nextToken() != null) {
          json.skipChildren();
        }
      }
    }
    assertThat(DriftPage.of(comparison(60, 9)), containsString("<h1>Drift of 1 of 3 columns"));
    assertThat(DriftPage.of(comparison(1, 1)), containsString("<h1>No drift"));
  }

  @Test
  void shiftIsSeenInTheHoursAfterIt() {
    Comparison comparison = comparison(40, 9);
    assertThat(comparison.periods().size(), is(40));
    for (Comparison.Period hour : comparison.periods()) {
      boolean before = hour.from().isBefore(HourlySummaries.begin(30));
      assertThat(hour.from().toString(), hour.psi().get("a<b>") < 0.2, is(before));
    }
    assertThat("days", comparison(200, 9).periods().size(), is(9));
  }

  @Test
  void noRowsCannotBeCompared() {
    DriftException e =
        assertThrows(
            DriftException.class,
            () ->
                Comparison.of(
                    "before", rows(1, 1), "served", new HourlySummaries(new TreeMap<>()), 0.2));
    assertThat(e.getMessage(), is("served has no rows in this range; choose another"));
  }
}
