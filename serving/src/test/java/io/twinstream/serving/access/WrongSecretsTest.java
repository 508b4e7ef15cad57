package io.twinstream.serving.access;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.serving.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WrongSecretsTest {
  @Test
  void theLimitIsPerNetworkAndMinuteAndWhatWasRightDoesNotCount() {
    AtomicLong now = new AtomicLong();
    WrongSecrets wrong = new WrongSecrets(2, now::get);
    for (int i = 0; i < 10; i++) {
      wrong.expect("a");
      wrong.forgive("a");
    }
    wrong.expect("a");
    wrong.expect("a");
    assertThrows(ProblemException.class, () -> wrong.expect("a"));
    wrong.expect("b");
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    wrong.expect("a");
  }

  /** Many valid tokens may wait for verification at the same time, as after a start. */
  @Test
  void secretsRefusedBeforeALookupDoNotCount() {
    WrongSecrets wrong = new WrongSecrets(2, new AtomicLong()::get);
    wrong.expect("a");
    wrong.expect("a");
    for (int i = 0; i < 10; i++) {
      assertThrows(ProblemException.class, () -> wrong.expect("a"));
    }
    wrong.forgive("a");
    wrong.forgive("a");
    wrong.forgive("a");
    wrong.expect("a");
    wrong.expect("a");
    assertThrows(ProblemException.class, () -> wrong.expect("a"));
  }
}
