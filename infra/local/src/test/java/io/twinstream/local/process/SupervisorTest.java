package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.local.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir Path folder;

  /** A supervisor to be killed: starts Redis and a JVM that would run for ever. */
  public static final class Victim {
    public static void main(String[] args) throws Exception {
      Supervisor supervisor = new Supervisor(StateDirectory.at(Path.of(args[0])));
      RedisServer.start(supervisor);
      supervisor.start("sleeper", sleeper());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  /** Ends only when it is ended. */
  public static final class Sleeper {
    public static void main(String[] args) throws Exception {
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static List<String> sleeper() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Watched.class.getName(),
        Sleeper.class.getName());
  }

  @Test
  void redisAnswersAndIsGoneAfterwards() {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    int port;
    try (Supervisor supervisor = new Supervisor(state)) {
      String address = RedisServer.start(supervisor).address();
      port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      assertThat(Ports.answers(port), is(true));
      assertThrows(IllegalStateException.class, () -> RedisServer.start(supervisor));
    }
    assertThat(Ports.answers(port), is(false));
    assertThat(state.alive(), is(empty()));
    state.delete();
    assertThat(Files.exists(state.path()), is(false));
  }

  @Test
  void aFallenProcessIsReportedAndCanBeStartedAgain() {
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (Supervisor supervisor = new Supervisor(state)) {
      LocalProcess first = supervisor.start("sleeper", sleeper());
      assertThat(supervisor.fallen(), is(empty()));
      first.kill();
      assertThat(supervisor.fallen().get(0).name(), is("sleeper"));
      LocalProcess second = supervisor.start("sleeper", sleeper());
      assertThat(second.isAlive(), is(true));
      supervisor.stop("sleeper");
      assertThat(second.isAlive(), is(false));
    }
  }

  @Test
  void nothingOutlivesASupervisorThatIsKilled() throws Exception {
    Path path = folder.resolve("stack");
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("victim.log").toFile())
            .start();
    StateDirectory state = StateDirectory.at(path);
    try {
      await(() -> state.alive().size() == 2, Duration.ofSeconds(30));
      assertThat(state.alive(), hasSize(2));
    } finally {
      victim.destroyForcibly().waitFor();
    }
    await(() -> state.alive().isEmpty(), Duration.ofSeconds(30));
    assertThat(state.alive(), is(empty()));
  }

  private static void await(java.util.function.BooleanSupplier check, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!check.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }
}
