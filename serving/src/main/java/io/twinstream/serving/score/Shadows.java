package io.twinstream.serving.score;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.offline.models.ModelException;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models that score what others answer, after the answer and on a thread of their own. Their scores
 * are logged; those that would wait too long are dropped and counted.
 */
@Singleton
final class Shadows {
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
  private static final int MAX_WAITING = 1_000;

  private final Models models;
  private final ThreadPoolExecutor thread = ModelThreads.pool("shadow", 1, MAX_WAITING);
  private final LongAdder dropped = new LongAdder();

  Shadows(Models models) {
    this.models = models;
  }

  /** How many requests were not scored because too many waited. */
  long dropped() {
    return dropped.sum();
  }

  /** Scores the rows whose features are known, some time soon. */
  void score(ScoreRequest request, List<Scored> answered) {
    try {
      thread.execute(() -> scoreNow(request, answered));
    } catch (RejectedExecutionException e) {
      dropped.increment();
    }
  }

  private void scoreNow(ScoreRequest request, List<Scored> answered) {
    List<Scored> known = answered.stream().filter(scored -> scored.row() != null).toList();
    List<FeatureRow> rows = known.stream().map(scored -> scored.row().values()).toList();
    if (rows.isEmpty()) {
      return;
    }
    for (String id : request.scoring().shadows()) {
      Optional<ServedModel> model = models.retain(id);
      if (model.isEmpty()) {
        LOG.warn("shadow {} is not loaded", id);
        continue;
      }
      try {
        log(request, model.get(), model.get().onnx().score(rows), known);
      } catch (ModelException e) {
        LOG.warn("shadow {}: {}", id, e.getMessage());
      } finally {
        model.get().onnx().close();
      }
    }
  }

  private static void log(
      ScoreRequest request, ServedModel model, double[] scores, List<Scored> answered) {
    for (int i = 0; i < scores.length; i++) {
      LOG.info(
          "service={} shadow={} score={} answered={} by={}",
          request.scoring().service(),
          model.id(),
          scores[i],
          answered.get(i).score(),
          answered.get(i).model() == null
              ? "rules"
              : answered.get(i).model() + "@" + answered.get(i).version());
    }
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
