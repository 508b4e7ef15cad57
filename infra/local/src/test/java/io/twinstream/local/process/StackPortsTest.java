package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.LocalStack;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPortsTest {
  @TempDir Path folder;

  @Test
  void aStackKeepsItsPortsUntilTheyAreForgotten() {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    StackPorts first = StackPorts.kept(state);
    StackPorts second = StackPorts.kept(state);
    for (StackPorts.Use use : StackPorts.Use.values()) {
      assertThat(second.of(use), is(first.of(use)));
    }
    LocalStack.forgetJobs(state);
    StackPorts third = StackPorts.kept(state);
    assertThat(third.of(StackPorts.Use.REDIS), is(not(first.of(StackPorts.Use.REDIS))));
  }

  @Test
  void aPortThatAnotherProgramHasIsRefusedByName() throws Exception {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    int redis = StackPorts.kept(state).of(StackPorts.Use.REDIS);
    try (ServerSocket other = new ServerSocket(redis, 1, InetAddress.getLoopbackAddress())) {
      var refused = assertThrows(IllegalStateException.class, () -> StackPorts.kept(state));
      assertThat(
          refused.getMessage(),
          allOf(
              containsString(other.getLocalPort() + " (REDIS)"),
              containsString("twinstream up --no-resume")));
    }
  }
}
