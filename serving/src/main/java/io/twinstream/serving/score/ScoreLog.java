package io.twinstream.serving.score;

import io.twinstream.serving.answerlog.Answer;
import io.twinstream.serving.answerlog.AnswerLog;
import jakarta.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Adds scores to the answer log, if there is one. */
@Singleton
final class ScoreLog {
  private final AnswerLog log;
  private final InstantSource clock;

  ScoreLog(@Nullable AnswerLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Logs the rows of an answer. */
  void answered(ScoreRequest request, List<Scored> scored) {
    if (log == null || !log.samples()) {
      return;
    }
    for (int i = 0; i < scored.size(); i++) {
      Scored row = scored.get(i);
      String model = row.model() == null ? null : row.model() + "@" + row.version();
      String fallback =
          row.fallback() == null ? null : row.fallback().name().toLowerCase(Locale.ROOT);
      add(request, i, row, new Answer.Score(row.score(), model, row.decision(), fallback, false));
    }
  }

  /** Logs the score that a shadow gives to one row. */
  void shadowed(ScoreRequest request, int row, Scored answered, String model, double score) {
    if (log != null && log.samples()) {
      add(request, row, answered, new Answer.Score(score, model, null, null, true));
    }
  }

  private void add(ScoreRequest request, int row, Scored scored, Answer.Score score) {
    log.add(
        new Answer(
            clock.millis(),
            request.scoring().service(),
            request.list(),
            request.rows().get(row),
            scored.row(),
            score));
  }
}
