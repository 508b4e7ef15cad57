package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  /** From which on Linux chooses ports for outgoing connections; other systems begin later. */
  private static final int OUTGOING = 32_768;

  @Test
  void noPortIsReturnedTwice() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      ports.add(Ports.free());
    }
    assertThat(ports.size(), is(2_000));
  }

  @Test
  void noOutgoingConnectionCanTakeAPortBeforeItsServerListens() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      ports.add(Ports.free());
    }
    assertThat(ports, everyItem(is(lessThan(OUTGOING))));
    assertThat(ports, everyItem(is(greaterThan(1_023))));
  }

  @Test
  void aPortOnWhichAServerListensIsNotReturned() throws Exception {
    int port = Ports.free();
    try (ServerSocket next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.free(), is(not(next.getLocalPort())));
    }
  }
}
