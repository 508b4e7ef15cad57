package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;

/** Runs the historical job as its command line does, for tests in other packages. */
public final class Backfill {
  private Backfill() {}

  /** Runs it to its end, on Flink inside this JVM unless the arguments name another runner. */
  public static void run(List<String> args) {
    int code = Main.run(new BackfillJob(StoreAddress::redis), args.toArray(String[]::new));
    assertThat("exit code of backfill " + args, code, is(0));
  }
}
