package io.twinstream.local.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class FlinkRestTest {
  /** As on a full disk. */
  @Test
  void aCheckpointInAnObjectStoreKeepsItsScheme() {
    assertThat(FlinkRest.path(URI.create("file:/state/run/chk-3")), is("/state/run/chk-3"));
    assertThat(
        FlinkRest.path(URI.create("s3://lake/state/run/chk-3")), is("s3://lake/state/run/chk-3"));
  }

  @Test
  void theCauseOfAFailureIsTheInnermost() {
    String trace =
        """
        org.apache.flink.AsynchronousException: Caught exception while processing timer.
        \tat org.apache.flink.StreamTask.handleAsyncException(StreamTask.java:1650)
        Caused by: org.apache.beam.sdk.util.UserCodeException: java.io.IOException: No space left
        \tat org.apache.beam.sdk.util.UserCodeException.wrap(UserCodeException.java:39)
        Caused by: java.io.IOException: No space left on device
        \tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)
        \tSuppressed: java.io.IOException: closed
        \tCaused by: java.io.IOException: of another
        """;
    assertThat(FlinkRest.cause(trace), is("java.io.IOException: No space left on device"));
    assertThat(FlinkRest.cause("java.lang.Error: alone\n\tat a.b"), is("java.lang.Error: alone"));
    assertThat(FlinkRest.cause(""), is(""));
  }
}
