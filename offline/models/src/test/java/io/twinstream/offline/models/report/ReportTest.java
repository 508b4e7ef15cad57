package io.twinstream.offline.models.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.learning.Fixtures;
import io.twinstream.offline.models.learning.LabelledRows;
import io.twinstream.offline.models.training.ModelKind;
import io.twinstream.offline.models.training.PositiveWeight;
import io.twinstream.offline.models.training.Recipe;
import io.twinstream.offline.models.training.Trained;
import io.twinstream.offline.models.training.Trial;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
  private static String page(int rows, boolean positives) {
    LabelledRows labelled = Fixtures.random(rows, 2);
    Random random = new Random(1);
    double[] scores = random.doubles(rows).toArray();
    LabelledRows judged =
        positives ? labelled : Fixtures.of(labelled.features(), labelled.values());
    Recipe recipe =
        new Recipe(ModelKind.BOOSTED_TREES, Map.of("eta", 0.1), PositiveWeight.BALANCED, true, 3);
    Trained trained =
        new Trained(
            new ModelCard(
                "fraud", "7", "fraud@1", List.of("a<b>"), "0".repeat(16), OptionalDouble.empty()),
            new byte[0],
            recipe,
            100,
            10,
            Evaluation.of(judged, Fixtures.all(judged), scores, 10),
            0,
            List.of(
                new Trial(Map.of("eta", 0.1), Map.of("roc_auc", 0.9)),
                new Trial(Map.of("eta", 0.2), Map.of("roc_auc", 0.8))),
            Map.of("a<b>", 2.0, "c", -1.0));
    return Report.of(trained, Map.of("label", "it's \"fraud\" & more"));
  }

  @Test
  void isOnePageThatNeedsNothingElse() throws Exception {
    String page = page(20_000, true);
    assertThat(page, containsString("fraud@7 for fraud@1"));
    assertThat(page, containsString("ROC"));
    assertThat(page, containsString("Calibration"));
    assertThat(page, containsString("a&lt;b&gt;"));
    assertThat(page, containsString("it&#39;s &quot;fraud&quot; &amp; more"));
    for (String outside : List.of("<script", "http:", "https:", "src=", "@import", "url(")) {
      assertThat(outside, page.contains(outside), is(false));
    }
    assertThat("curves are thinned out", page.length(), lessThan(100_000));
    String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(body)));
  }

  @Test
  void bearsATestWithoutPositiveRows() {
    assertThat("no NaN", page(50, false).contains("NaN"), is(false));
  }
}
