package io.twinstream.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartsTest {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @TempDir Path folder;

  private StateDirectory state;
  private Supervisor supervisor;

  @BeforeEach
  void start() {
    state = StateDirectory.at(folder.resolve("stack"));
    supervisor = new Supervisor(state);
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  private static Restarts.Limits limits(Duration healthyAfter) {
    return new Restarts.Limits(Duration.ofMillis(5), Duration.ofMillis(20), 3, healthyAfter);
  }

  private Restarts restarts(Duration healthyAfter) {
    return new Restarts(supervisor, limits(healthyAfter), Clock.systemUTC());
  }

  @Test
  void aKilledRedisComesBackOnItsPortWithItsData() throws Exception {
    int port = Ports.free();
    RedisServer redis = RedisServer.startDurable(supervisor, port, WITHIN);
    Restarts restarts = restarts(Duration.ofMillis(10));
    assertThat(ask(port, "SET kept 7"), is("+OK"));
    redis.process().kill();
    checkUntil(restarts, () -> RedisServer.answers(port));
    assertThat(ask(port, "STRLEN kept"), is(":1"));
    checkUntil(restarts, () -> StackTroubles.read(state.path()).byProcess().isEmpty());
    assertThat(StackTroubles.read(state.path()).byProcess(), is(anEmptyMap()));
  }

  @Test
  void aProcessThatFallsAgainAndAgainIsGivenUpAndTheOthersGoOn() throws Exception {
    LocalProcess other = supervisor.start("other", List.of("/bin/sh", "-c", "read wait"));
    supervisor.start("ends", List.of("/bin/sh", "-c", "echo begun; exit 3"));
    Restarts restarts = restarts(WITHIN);
    checkUntil(restarts, () -> StackTroubles.read(state.path()).givenUp());
    String told = StackTroubles.read(state.path()).byProcess().get("ends");
    assertThat(told, containsString("ends ended with exit code 3 at "));
    assertThat(
        told, containsString("it was restarted 3 times and will not be restarted again, see "));
    LocalProcess last = supervisor.fallen().get(0);
    restarts.check();
    assertThat(supervisor.fallen().get(0).pid(), is(last.pid()));
    assertThat(last.logEnd().split("begun", -1).length - 1, is(4));
    assertThat(other.isAlive(), is(true));
  }

  @Test
  void aNewStartForgetsEarlierFailures() throws Exception {
    supervisor.start("ends", List.of("/bin/sh", "-c", "exit 3"));
    Restarts restarts = restarts(WITHIN);
    checkUntil(restarts, () -> !StackTroubles.read(state.path()).byProcess().isEmpty());
    assertThat(StackTroubles.read(state.path()).byProcess(), is(not(anEmptyMap())));
    restarts(WITHIN);
    assertThat(StackTroubles.read(state.path()).byProcess(), is(anEmptyMap()));
  }

  private static void checkUntil(Restarts restarts, BooleanSupplier done) throws Exception {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (!done.getAsBoolean()) {
      assertThat("within " + WITHIN, System.nanoTime() < deadline, is(true));
      restarts.check();
      Thread.sleep(10);
    }
  }

  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      for (int c = socket.getInputStream().read(); c != '\r' && c >= 0; ) {
        answer.append((char) c);
        c = socket.getInputStream().read();
      }
      return answer.toString();
    }
  }
}
