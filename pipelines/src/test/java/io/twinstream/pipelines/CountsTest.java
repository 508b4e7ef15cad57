package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.files.Counts;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void recordsAreCountedBySourceAndResult() {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline
        .apply(
            "Counted",
            Create.of(
                    "a accepted",
                    "a accepted",
                    "a accepted",
                    "a duplicates",
                    "a dead_letters.LATE",
                    "a dead_letters.MALFORMED",
                    "a dead_letters.MALFORMED",
                    "b accepted")
                .withCoder(StringUtf8Coder.of()))
        .apply("Count", ParDo.of(new CountFn()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Counts.of(result, List.of("a", "b", "none")),
        is(
            List.of(
                "a: 3 events, 1 of them duplicates; 3 dead letters: LATE 1, MALFORMED 2",
                "b: 1 events, 0 of them duplicates; 0 dead letters",
                "none: 0 events, 0 of them duplicates; 0 dead letters")));
  }

  static final class CountFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void count(@Element String what) {
      String[] parts = what.split(" ", 2);
      Metrics.counter(parts[0], parts[1]).inc();
    }
  }
}
