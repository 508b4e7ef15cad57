package io.twinstream.serving.score;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The bodies of requests for scores and of responses as the OpenAPI document describes them. The
 * server reads and writes them without these classes.
 */
final class ScoreApi {
  private ScoreApi() {}

  /** The entities to score, or the event to decide about. */
  @Schema(name = "ScoreRow")
  record Row(
      @Schema(example = "{\"card\": \"4711\"}") Map<String, String> entities,
      @Schema(example = "{\"amount\": 12.3}") Map<String, Object> request,
      Map<String, Object> event,
      Instant known,
      String source) {}

  /** A request for one score, of a service or of a model. */
  @Schema(name = "ScoreQuestion")
  record Question(
      @Schema(example = "fraud@1") String service,
      String model,
      @Schema(allowableValues = {"features", "reasons"}) List<String> include,
      Map<String, String> entities,
      Map<String, Object> request,
      Map<String, Object> event,
      Instant known,
      String source) {}

  /** A request for many scores. */
  @Schema(name = "ScoreBatch")
  record Batch(
      @Schema(example = "fraud@1") String service,
      String model,
      List<String> include,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Row> rows) {}

  /** A contribution to a score. */
  @Schema(name = "Reason")
  record Reason(String reason, @Schema(nullable = true) Double effect) {}

  /** A score. */
  @Schema(name = "Score")
  record Score(
      @Schema(nullable = true) Double score,
      @Schema(nullable = true) String decision,
      @Schema(nullable = true) String model,
      @Schema(nullable = true) String model_version,
      @Schema(
              nullable = true,
              allowableValues = {"store", "model", "deadline", "overload", "rules"})
          String fallback,
      @Schema(allowableValues = {"ERROR", "STALE", "MISSING", "EXPIRED", "PRESENT"}) String status,
      @Schema(allowableValues = {"INCLUDED", "UNDECIDED"}) String event,
      @Schema(allowableValues = {"LAST_KNOWN", "EMPTY"}) String degraded,
      List<String> inexact,
      Map<String, Object> features,
      List<Reason> reasons,
      double latency_ms) {}

  /** The scores of a batch, in the order of its rows. */
  @Schema(name = "Scores")
  record Scores(List<Score> results) {}
}
