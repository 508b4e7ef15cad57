package io.twinstream.cli.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Reason;
import io.twinstream.features.expression.RecordExpression;
import io.twinstream.features.expression.RecordExpression.FailedEvaluation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule that changes or drops some dead letters.
 *
 * @param name for reports
 * @param reasons those that it applies to; all if empty
 * @param sources those that it applies to; all if empty
 * @param where a condition, if there is one
 * @param payload the new text of the whole record, if it is replaced
 * @param rename new paths by old ones
 * @param set by path, the new value
 * @param remove paths
 * @param drop whether nothing is sent
 */
record MappingRule(
    String name,
    Set<Reason> reasons,
    Set<String> sources,
    Optional<RecordExpression> where,
    Optional<RecordExpression> payload,
    Map<String, String> rename,
    Map<String, RecordExpression> set,
    List<String> remove,
    boolean drop) {
  static final Set<String> OBJECTS = Set.of("record", "headers");
  static final Set<String> TEXTS =
      Set.of("payload", "source", "reason", "detail", "position", "key");
  static final Set<String> TIMES = Set.of("known", "timestamp");

  /** A rule does not apply to the values of a record that it selects. */
  static final class FailedRule extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedRule(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reports whether the rule selects a letter; a condition that cannot be evaluated does not. */
  boolean selects(EditedLetter edited) {
    DeadLetter letter = edited.letter();
    return (reasons.isEmpty() || reasons.contains(letter.reason()))
        && (sources.isEmpty() || sources.contains(letter.source()))
        && where.map(condition -> isTrue(condition, edited)).orElse(true);
  }

  private static boolean isTrue(RecordExpression condition, EditedLetter edited) {
    try {
      return Boolean.TRUE.equals(condition.evaluate(variables(edited.letter(), edited.payload())));
    } catch (FailedEvaluation e) {
      return false;
    }
  }

  /**
   * Changes a letter that the rule selects.
   *
   * @throws FailedRule if it cannot
   */
  EditedLetter apply(EditedLetter edited) {
    if (drop) {
      return edited.dropped();
    }
    if (edited.letter().isPayloadCut()) {
      throw new FailedRule("the original is truncated: a mapping cannot change it", null);
    }
    if (!RecordJson.isText(edited.payload())) {
      throw new FailedRule("the record is binary: a mapping cannot change it", null);
    }
    try {
      byte[] bytes = edited.payload();
      if (payload.isPresent()) {
        bytes = replaced(edited, bytes);
      }
      return edited.with(
          rename.isEmpty() && set.isEmpty() && remove.isEmpty()
              ? bytes
              : fields(edited.letter(), bytes));
    } catch (FailedEvaluation e) {
      throw new FailedRule(e.getMessage(), e);
    }
  }

  private byte[] replaced(EditedLetter edited, byte[] bytes) {
    Object text = payload.orElseThrow().evaluate(variables(edited.letter(), bytes));
    if (text instanceof String whole) {
      return whole.getBytes(StandardCharsets.UTF_8);
    }
    throw new FailedRule("the new payload is not text", null);
  }

  private byte[] fields(DeadLetter letter, byte[] bytes) {
    ObjectNode record =
        RecordJson.parse(bytes)
            .orElseThrow(
                () ->
                    new FailedRule("the record is not a JSON object; change it by payload", null));
    rename.forEach(
        (from, to) -> {
          JsonNode value = RecordJson.get(record, from);
          if (value != null) {
            RecordJson.remove(record, from);
            RecordJson.set(record, to, value);
          }
        });
    Map<String, Object> variables = variables(letter, RecordJson.bytes(record));
    Map<String, JsonNode> values = new LinkedHashMap<>();
    set.forEach((path, value) -> values.put(path, RecordJson.node(value.evaluate(variables))));
    values.forEach((path, value) -> RecordJson.set(record, path, value));
    remove.forEach(path -> RecordJson.remove(record, path));
    return RecordJson.bytes(record);
  }

  private static Map<String, Object> variables(DeadLetter letter, byte[] payload) {
    Map<String, Object> variables = new HashMap<>();
    Envelope envelope = letter.envelope();
    Object record = RecordJson.parse(payload).map(RecordJson::plain).orElse(Map.of());
    variables.put("record", RecordExpression.variable(record));
    variables.put("payload", RecordJson.isText(payload) ? RecordJson.text(payload) : "");
    variables.put("source", letter.source());
    variables.put("reason", letter.reason().name());
    variables.put("detail", letter.detail());
    variables.put("position", letter.position().toString());
    variables.put("key", envelope.key() == null ? "" : RecordJson.text(envelope.key()));
    Map<String, String> headers = new HashMap<>();
    for (Envelope.Header header : envelope.headers()) {
      headers.put(header.name(), header.value() == null ? "" : RecordJson.text(header.value()));
    }
    variables.put("headers", headers);
    Instant known = Instant.ofEpochMilli(letter.known());
    variables.put("known", RecordExpression.variable(known));
    variables.put(
        "timestamp",
        RecordExpression.variable(
            envelope.timestamp() == Envelope.NO_TIMESTAMP
                ? known
                : Instant.ofEpochMilli(envelope.timestamp())));
    return variables;
  }
}
