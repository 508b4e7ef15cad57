package io.twinstream.pipelines.trainingset;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.Sql;
import io.twinstream.pipelines.TrainingSets;
import io.twinstream.pipelines.job.JobMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which training sets are refused, and that no files are left then. */
class TrainingSetRefusalsTest {
  @TempDir Path folder;
  private TrainingSets sets;

  @BeforeEach
  void files() throws IOException {
    sets = TrainingSets.in(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user,product                 | --seed=1           | the column of the rows' times is unknown",
        "time,product                 | --seed=1           | no column for the key 'user'",
        "time,product                 | --time=tim         | did you mean time?",
        "time,user,product            | --service=bye@1    | no service 'bye@1'",
        "time,user,product            | --history=order=x  | no source 'order'",
        "time,user,product            | --split=half       | unknown split: half",
        "time,user,product            | --split-by=user    | need --split",
        "time,user,product            | --at=payments      | no source 'payments'",
        "time,user,product,count_1h   | --seed=1           | two columns are called 'count_1h'",
        "time,user,product            | --drop=label       | no column 'label'",
        "time,user,product            | --rows=self        | no column for the field 'id'",
      })
  void whatCannotBeMadeIsRefused(String header, String option, String why) throws Exception {
    String values = header.strip().replaceAll("\\w+", "x").replaceFirst("x", "2026-03-01");
    TrainingSets.Result result = sets.make(header.strip() + "\n" + values + "\n", option);
    assertThat(result.text(), containsString(why));
    assertThat(result.code(), is(2));
    sets.nothingIsLeft();
  }

  @Test
  void aRowThatCannotBeReadEndsTheJob() throws Exception {
    TrainingSets.Result result =
        sets.make("time,user,product\n2026-03-01,ann,p\nyesterday,ann,p\n", "--partition-by=date");
    assertThat(result.text(), containsString("1 rows of the spine cannot be read"));
    assertThat(result.text(), containsString("row 2 of spine.csv"));
    assertThat(result.code(), is(JobMain.FAILED));
    sets.nothingIsLeft();
  }

  @Test
  void aFileThatIsCutShortEndsTheJob() throws Exception {
    Path whole = folder.resolve("spine.parquet");
    Sql.execute(
        "COPY (SELECT TIMESTAMP '2026-03-01 10:00:00' AS time, 'ann' AS user, 'p' AS product)"
            + " TO '"
            + whole
            + "' (FORMAT parquet)");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    TrainingSets.Result result = sets.run("--spine=" + whole);
    assertThat(result.text(), containsString("spine.parquet"));
    assertThat(result.code(), is(JobMain.FAILED));
    sets.nothingIsLeft();
  }
}
