package io.twinstream.serving.score;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.ModelException;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs shadow models on rows that other models have scored, after the answer and on its own thread.
 * Their scores are logged; rows beyond the queue's limit are dropped and counted.
 */
@Singleton
final class Shadows {
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
  private static final int MAX_WAITING = 1_000;

  private final Models models;
  private final ScoreLog served;
  private final ScoreMeters meters;
  private final ThreadPoolExecutor thread;
  private final Repeated lines = new Repeated();

  Shadows(Models models, ScoreLog served, ScoreMeters meters, Background background) {
    this.thread = background.pool("shadow", 1, MAX_WAITING);
    this.models = models;
    this.served = served;
    this.meters = meters;
  }

  /** Queues the rows whose features are known. */
  void score(ScoreRequest request, List<Scored> answered) {
    try {
      thread.execute(() -> scoreNow(request, answered));
    } catch (RejectedExecutionException e) {
      meters.droppedShadow();
    }
  }

  private void scoreNow(ScoreRequest request, List<Scored> answered) {
    List<Integer> known = new ArrayList<>();
    List<FeatureRow> rows = new ArrayList<>();
    for (int i = 0; i < answered.size(); i++) {
      if (answered.get(i).row() != null) {
        known.add(i);
        rows.add(answered.get(i).row().values());
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    for (String id : request.scoring().shadows()) {
      Optional<ServedModel> model = models.retain(id);
      if (model.isEmpty()) {
        lines.pass(id, left -> LOG.warn("shadow {} is not loaded{}", id, Repeated.told(left)));
        continue;
      }
      try {
        double[] scores = model.get().onnx().score(rows);
        for (int i = 0; i < scores.length; i++) {
          log(request, known.get(i), answered.get(known.get(i)), model.get().id(), scores[i]);
        }
      } catch (ModelException e) {
        lines.pass(
            id, left -> LOG.warn("shadow {}: {}{}", id, e.getMessage(), Repeated.told(left)));
      } finally {
        model.get().onnx().close();
      }
    }
  }

  private void log(ScoreRequest request, int row, Scored answered, String model, double score) {
    LOG.info(
        "service={} shadow={} score={} answered={} by={}",
        request.scoring().service(),
        model,
        score,
        answered.score(),
        answered.model() == null ? "rules" : answered.model() + "@" + answered.version());
    served.shadowed(request, row, answered, model, score);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
