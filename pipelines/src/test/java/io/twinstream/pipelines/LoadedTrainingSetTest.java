package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.trainingset.TrainingSetJob;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests training sets from the log of loads. */
@Tag("slow")
class LoadedTrainingSetTest extends LoadFixture {
  /** Rows at each load, a millisecond before and after it; the values are those of the loads. */
  @Test
  void aTrainingSetSeesWhatWasLoadedBeforeEachRow() throws Exception {
    begin(1);
    String log = "--log=" + folder.resolve("log");
    String header = "merchant_id,score,category\n";
    List<Instant> at =
        List.of("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").stream()
            .map(Instant::parse)
            .toList();
    assertThat(load(() -> at.get(0), "merchant_risk", header + "m1,0.1,a\nm2,0.2,a\n", log), is(0));
    assertThat(load(() -> at.get(1), "merchant_risk", header + "m2,0.3,b\n", log), is(0));
    assertThat(load(() -> at.get(2), "merchant_risk", header + "m1,0.4,c\nm2,0.5,c\n", log), is(0));
    StringBuilder spine = new StringBuilder("merchant_id,transaction_id,timestamp\n");
    for (String merchant : List.of("m1", "m2")) {
      for (Instant load : at) {
        for (int apart = -1; apart <= 1; apart++) {
          spine.append("%s,t,%s\n".formatted(merchant, load.plusMillis(apart)));
        }
      }
    }
    Files.writeString(
        definitions.resolve("service.yaml"), "services: {risk@1: {features: [merchant_risk.*]}}\n");
    PrintWriter out = new PrintWriter(said, true);
    int code =
        JobMain.run(
            new TrainingSetJob(),
            out,
            out,
            "--definitions=" + definitions,
            "--service=risk@1",
            "--history=merchant_risk=" + folder.resolve("log/merchant_risk"),
            "--spine=" + Files.writeString(folder.resolve("spine.csv"), spine),
            "--time=timestamp",
            "--output=" + folder.resolve("out"),
            "--runner=DirectRunner");
    assertThat(said.toString(), code, is(0));
    assertThat(
        said.toString(), containsString("table merchant_risk: a row is known since its load"));
    assertThat(
        Sql.rows(
            "SELECT merchant_id, risk, category FROM read_parquet('%s/**/*.parquet')"
                    .formatted(folder.resolve("out"))
                + " ORDER BY merchant_id, timestamp::TIMESTAMP"),
        contains(
            "m1|null|null",
            "m1|null|null",
            "m1|0.1|a", // the load itself is not known before it
            "m1|0.1|a",
            "m1|0.1|a",
            "m1|null|null", // deleted by the second snapshot
            "m1|null|null",
            "m1|null|null",
            "m1|0.4|c",
            "m2|null|null",
            "m2|null|null",
            "m2|0.2|a",
            "m2|0.2|a",
            "m2|0.2|a",
            "m2|0.3|b",
            "m2|0.3|b",
            "m2|0.3|b",
            "m2|0.5|c"));
  }

  @Test
  void aTrainingSetWithoutTheTimesOfLoadsIsRefused() throws Exception {
    begin(1);
    Files.writeString(
        definitions.resolve("service.yaml"), "services: {risk@1: {features: [merchant_risk.*]}}\n");
    Path plain = Files.writeString(folder.resolve("r.csv"), "merchant_id,score\nm1,0.5\n");
    Path spine =
        Files.writeString(
            folder.resolve("spine.csv"), "merchant_id,timestamp\nm1,2026-03-01T00:00:00Z\n");
    PrintWriter out = new PrintWriter(said, true);
    int code =
        JobMain.run(
            new TrainingSetJob(),
            out,
            out,
            "--definitions=" + definitions,
            "--service=risk@1",
            "--history=merchant_risk=" + plain,
            "--spine=" + spine,
            "--time=timestamp",
            "--output=" + folder.resolve("out"),
            "--runner=DirectRunner");
    assertThat(code, is(1));
    assertThat(
        said.toString(),
        containsString(
            "no column 'load', which loads of table 'merchant_risk' set; give the folder"));
  }
}
