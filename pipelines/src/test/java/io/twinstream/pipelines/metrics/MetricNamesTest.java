package io.twinstream.pipelines.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.JobMetrics;
import io.twinstream.beam.metric.JobTiming;
import io.twinstream.pipelines.kafka.ReadTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that alerts, dashboards and the documentation name the metrics that jobs have. */
class MetricNamesTest {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();
  private static final Pattern NAME = Pattern.compile("twinstream_job_([a-z_]+)");
  private static final Pattern PART = Pattern.compile("_(total|bucket|sum|count)$");

  private static final Set<String> NAMES = new TreeSet<>();

  @BeforeAll
  static void exportAll() throws ReflectiveOperationException {
    Class.forName(ReadTopic.class.getPackageName() + ".ReadLag");
    assertThat(JobCounter.values().length, greaterThan(0)); // they register themselves
    assertThat(JobTiming.values().length, greaterThan(0));
    for (MetricSnapshot each : JobMetrics.registry().scrape()) {
      NAMES.add(each.getMetadata().getPrometheusName().replace("twinstream_job_", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k8s/base/monitoring.yaml",
        "infra/nightly/k8s.alerts.yaml",
        "infra/compose/dashboards/live.json"
      })
  void itNamesMetricsThatExist(String file) throws IOException {
    Matcher names = NAME.matcher(Files.readString(HOME.resolve(file)));
    int found = 0;
    while (names.find()) {
      assertThat(NAMES, hasItem(PART.matcher(names.group(1)).replaceAll("")));
      found++;
    }
    assertThat(found, greaterThan(0));
  }

  @Test
  void theDocumentationHasAllOfThem() throws IOException {
    String text = Files.readString(HOME.resolve("pipelines/README.md"));
    for (String name : NAMES) {
      assertThat(text, containsString("`" + name));
    }
  }
}
