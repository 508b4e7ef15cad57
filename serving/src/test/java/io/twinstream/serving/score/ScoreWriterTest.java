package io.twinstream.serving.score;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.http.HttpStatus;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.Degradation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScoreWriterTest {
  @Test
  void whatIsOutOfTimeIsNotWrittenToItsEnd() {
    ScoreRequest request =
        new ScoreRequest(null, null, List.of(), Optional.empty(), false, false, true);
    Scored scored = new Scored(0.5, null, "m", "1", null, List.of(), null, Degradation.NONE);
    Until over = Until.after(System.nanoTime(), Duration.ZERO);
    ProblemException late =
        assertThrows(
            ProblemException.class,
            () -> ScoreWriter.write(request, Collections.nCopies(20, scored), 0, over));
    assertThat(late.status(), is(HttpStatus.GATEWAY_TIMEOUT));
  }
}
