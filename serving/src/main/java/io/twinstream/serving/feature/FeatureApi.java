package io.twinstream.serving.feature;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/**
 * The bodies of requests and responses as the OpenAPI document describes them. The server reads and
 * writes them without these classes.
 */
final class FeatureApi {
  private static final String INEXACT =
      "present if values are null because the kept part of the events does not tell them: the names"
          + " of these features";

  private FeatureApi() {}

  /** A request for one row: either a service or a list of features. */
  @Schema(name = "Question")
  record Question(
      @Schema(example = "fraud@1") String service,
      List<String> features,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "{\"card\": \"4711\"}")
          Map<String, String> entities,
      @Schema(example = "{\"amount\": 12.3}") Map<String, Object> request) {}

  /** The entities of one row, and its request fields. */
  @Schema(name = "Row")
  record Row(Map<String, String> entities, Map<String, Object> request) {}

  /** A request for many rows of one service or list of features. */
  @Schema(name = "Batch")
  record Batch(
      @Schema(example = "fraud@1") String service,
      List<String> features,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Row> rows) {}

  /** The status and the source of the values of a view. */
  @Schema(name = "ViewMetadata")
  record ViewMetadata(
      @Schema(allowableValues = {"ERROR", "STALE", "MISSING", "EXPIRED", "PRESENT"}) String status,
      @Schema(nullable = true) Long age_ms,
      @Schema(nullable = true) String event_time,
      String effective_as_of,
      @Schema(nullable = true) Long generation,
      String fingerprint,
      @Schema(
              description =
                  "how long ago the state was read from the store; present if the "
                      + "store does not answer now")
          Long read_age_ms) {}

  /** The status and the source of all values. */
  @Schema(name = "Metadata")
  record Metadata(
      @Schema(allowableValues = {"LAST_KNOWN", "EMPTY"}) String degraded,
      @Schema(description = INEXACT) List<String> inexact,
      Map<String, ViewMetadata> views) {}

  /** The features of one row. */
  @Schema(name = "Features")
  record Features(
      Map<String, String> entities,
      String as_of,
      Map<String, Object> features,
      Metadata metadata) {}

  /** The features of a batch, in the order of its rows. */
  @Schema(name = "BatchFeatures")
  record BatchFeatures(List<Features> results) {}

  /** The status and the source of the values of a view; those of entities as lists by row. */
  @Schema(name = "ColumnViewMetadata")
  record ColumnViewMetadata(
      @Schema(nullable = true) Long generation,
      String fingerprint,
      List<String> status,
      List<Long> age_ms,
      List<String> event_time,
      List<String> effective_as_of,
      @Schema(
              description =
                  "how long ago the state was read from the store; present if the "
                      + "store does not answer now")
          List<Long> read_age_ms) {}

  /** The status and the source of all values, by columns. */
  @Schema(name = "ColumnMetadata")
  record ColumnMetadata(
      @Schema(allowableValues = {"LAST_KNOWN", "EMPTY"}) String degraded,
      @Schema(description = INEXACT + "; for each, the indexes of the rows")
          Map<String, List<Integer>> inexact,
      Map<String, ColumnViewMetadata> views) {}

  /** The features of a batch by columns: each list has one value per row. */
  @Schema(name = "ColumnFeatures")
  record ColumnFeatures(
      String as_of,
      Map<String, List<String>> entities,
      Map<String, List<Object>> features,
      ColumnMetadata metadata) {}
}
