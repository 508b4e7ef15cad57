package io.twinstream.pipelines.main;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.process.Installation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParameterException;

/** If a job ended the JVM, it would end that of the tests. */
class JobsTest {
  private static final String CLICKSTREAM =
      "--definitions=" + Installation.find().home().resolve("transforms/examples/clickstream");

  @TempDir Path folder;

  @Test
  void anUnknownJobIsRefusedWithTheKnownOnes() {
    for (String[] args : new String[][] {{"streams", "--help"}, {}}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> Jobs.main(args));
      assertThat(e.getMessage(), containsString("stream, backfill, load, rebuild, training-set"));
    }
  }

  @Test
  void helpListsTheJobs() throws Exception {
    assertThat(
        printed("--help"), containsString("rebuild       Fills an emptied online store from"));
    assertThat(printed("stream", "--help"), containsString("--checkpoints"));
  }

  private static String printed(String... args) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Jobs.main(args);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aJobThatSucceedsReturns() throws Exception {
    Path history = folder.resolve("history.csv");
    Files.writeString(history, "user,item,category,pv,1767225600\n");
    Path rows = folder.resolve("rows");
    Jobs.main(backfill("--history=clicks=" + history, "--output=" + rows));
    assertThat(Files.isDirectory(rows), is(true));
  }

  @Test
  void aFailureIsThrownWithTheMessageOfTheJob() {
    Path none = folder.resolve("none.csv");
    String rows = "--output=" + folder.resolve("rows");
    Exception e =
        assertThrows(Exception.class, () -> Jobs.main(backfill("--history=clicks=" + none, rows)));
    assertThat(e.getMessage(), containsString(none.toString()));
    Exception unparsed =
        assertThrows(
            ParameterException.class, () -> Jobs.main(backfill("--max-record-bytes=many", rows)));
    assertThat(unparsed.getMessage(), containsString("many"));
  }

  private static String[] backfill(String... more) {
    String[] args = new String[4 + more.length];
    System.arraycopy(
        new String[] {"backfill", CLICKSTREAM, "--rows=self", "--service=ranking@1"},
        0,
        args,
        0,
        4);
    System.arraycopy(more, 0, args, 4, more.length);
    return args;
  }

  @Test
  void theLiveJobIsSubmittedDetachedUnlessAskedOtherwise() {
    assertThat(
        Jobs.options("stream", "--kafka=h:1"),
        arrayContaining("--kafka=h:1", "--attachedMode=false"));
    assertThat(
        Jobs.options("stream", "--attachedMode=true"), arrayContaining("--attachedMode=true"));
    assertThat(Jobs.options("backfill", "--rows=self"), arrayContaining("--rows=self"));
  }
}
