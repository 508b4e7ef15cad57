package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import java.util.List;

/** Runs the backfill job with command line arguments, for tests in other packages. */
public final class Backfill {
  private Backfill() {}

  /** Runs it to its end, on Flink inside this JVM unless the arguments name another runner. */
  public static void run(List<String> args) {
    int code = JobMain.run(new BackfillJob(StoreAddress::redis), args.toArray(String[]::new));
    assertThat("exit code of backfill " + args, code, is(0));
  }
}
