package io.twinstream.serving.fault;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.serving.fault.LiveService.Answer;
import io.twinstream.stores.redis.RedisServerExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the server while its Redis server has faults of every kind. */
final class FaultsTest {
  @RegisterExtension static final RedisServerExtension redis = RedisServerExtension.server();
  private static final Map<String, Object> LAST_KNOWN =
      Map.of("twinstream.reading.when-store-fails", "last-known");

  @BeforeEach
  void flush() {
    redis.command("FLUSHALL");
    LiveService.fill(redis.address(), "4711");
  }

  @Test
  void whileRedisHangsAnswersMeetTheDeadlineAndRecoverAfterwards() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      redis.pause(true);
      try {
        for (int i = 0; i < 15; i++) {
          long begin = System.nanoTime();
          Answer answer = service.card("4711");
          assertThat(answer.body(), answer.status(), is(oneOf(503, 504)));
          assertThat(answer.type(), is("application/problem+json"));
          assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        }
        // The circuit breaker is open, so requests do not wait.
        assertThat(service.card("4711").body(), containsString("does not answer"));
      } finally {
        redis.pause(false);
      }
      requireRecovery(service);
    }
  }

  @Test
  void aCallersOwnDeadlineIsKept() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      redis.pause(true);
      try {
        Answer answer = service.card("4711", "X-Deadline-Ms", "20");
        assertThat(answer.status(), is(504));
        assertThat(answer.body(), containsString("deadline"));
      } finally {
        redis.pause(false);
      }
      assertThat(service.card("4711", "X-Deadline-Ms", "0").status(), is(400));
      assertThat(service.card("4711", "X-Deadline-Ms", "soon").status(), is(400));
    }
  }

  @Test
  void aServerThatHangsIsLeftAloneHoweverHurriedItsCallersAre() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      redis.pause(true);
      try {
        Answer answer = service.card("4711", "X-Deadline-Ms", "20");
        for (int i = 0; i < 500 && answer.status() != 503; i++) {
          assertThat(answer.body(), answer.status(), is(504));
          answer = service.card("4711", "X-Deadline-Ms", "20");
        }
        assertThat(answer.body(), containsString("does not answer"));
      } finally {
        redis.pause(false);
      }
      requireRecovery(service);
    }
  }

  @Test
  void lastKnownStatesAreReturnedAlsoIfTooManyRequestsWait() throws Exception {
    Map<String, Object> one = new HashMap<>(LAST_KNOWN);
    one.put("twinstream.reading.max-concurrent", 1);
    try (LiveService service = new LiveService(redis.address(), one)) {
      assertThat(service.card("4711").status(), is(200));
      redis.pause(true);
      try {
        CompletableFuture<Answer> waits = CompletableFuture.supplyAsync(() -> service.card("4711"));
        Answer answer = service.card("4711", "X-Deadline-Ms", "20");
        assertThat(answer.json().at("/metadata/degraded").textValue(), is("LAST_KNOWN"));
        assertThat(waits.join().json().at("/features/count_24h").intValue(), is(1));
      } finally {
        redis.pause(false);
      }
      requireRecovery(service);
    }
  }

  @Test
  void whileRedisIsSlowAnswersContinueAndRecoverAfterwards() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      redis.command("CLIENT PAUSE 1000");
      assertThat(service.card("4711").status(), is(oneOf(503, 504)));
      requireRecovery(service);
    }
  }

  @Test
  void aServerThatIsKilledAndComesBackEmptyIsServedAgain() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      assertThat(service.card("4711").json().at("/features/count_24h").intValue(), is(1));
      redis.restart();
      JsonNode answer = service.recovered().json();
      for (int i = 0; i < 100 && !service.status(answer).equals("ERROR"); i++) {
        Thread.sleep(50); // Pointers are cached for a while.
        answer = service.recovered().json();
      }
      assertThat(service.status(answer), is("ERROR"));
      assertThat(answer.at("/features/count_24h").isNull(), is(true));
      LiveService.fill(redis.address(), "4711");
      requireRecovery(service);
    }
  }

  @Test
  void emptyValuesAreReturnedIfConfigured() throws Exception {
    Map<String, Object> empty = Map.of("twinstream.reading.when-store-fails", "empty");
    try (LiveService service = new LiveService(redis.address(), empty)) {
      redis.pause(true);
      try {
        JsonNode answer = service.card("4711").json();
        assertThat(answer.at("/metadata/degraded").textValue(), is("EMPTY"));
        assertThat(answer.at("/features/count_24h").intValue(), is(0));
        assertThat(service.status(answer), is("STALE"));
      } finally {
        redis.pause(false);
      }
    }
  }

  @Test
  void anAnswerThatIsCutIsAnsweredForAndTheNextIsWhole() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(redis.address());
        LiveService service = new LiveService(proxy.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      proxy.cut(true);
      for (int i = 0; i < 5; i++) {
        assertThat(service.card("4711").status(), is(oneOf(503, 504)));
      }
      proxy.cut(false);
      requireRecovery(service);
    }
  }

  @Test
  void silentlyLostConnectionsAreReplaced() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(redis.address());
        LiveService service = new LiveService(proxy.address(), Map.of())) {
      assertThat(service.card("4711").status(), is(200));
      proxy.lose();
      assertThat(service.card("4711").status(), is(oneOf(503, 504)));
      requireRecovery(service);
    }
  }

  @Test
  void aServerWhoseMemoryIsFullIsReadAsEver() throws Exception {
    try (LiveService service = new LiveService(redis.address(), Map.of())) {
      redis.command("CONFIG SET maxmemory 1");
      try {
        assertThat(service.card("4711").json().at("/features/count_24h").intValue(), is(1));
      } finally {
        redis.command("CONFIG SET maxmemory 0");
      }
    }
  }

  @Test
  void aWrongPasswordIsReportedWithoutShowingIt() throws Exception {
    redis.command("CONFIG SET requirepass right-one");
    try {
      Map<String, Object> wrong = Map.of("twinstream.redis.password", "wrong-one");
      Exception refused =
          assertThrows(Exception.class, () -> new LiveService(redis.address(), wrong).close());
      assertThat(refused.toString(), containsString("refuses the password"));
      assertThat(refused.toString(), not(containsString("wrong-one")));
      Map<String, Object> right = Map.of("twinstream.redis.password", "right-one");
      try (LiveService service = new LiveService(redis.address(), right)) {
        assertThat(service.card("4711").status(), is(200));
      }
    } finally {
      redis.command("AUTH right-one\r\nCONFIG SET requirepass \"\"");
    }
  }

  private static void requireRecovery(LiveService service) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      JsonNode answer = service.recovered().json();
      if (answer.at("/features/count_24h").intValue() == 1
          && service.status(answer).equals("PRESENT")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("it does not come back: " + service.card("4711").body());
  }
}
