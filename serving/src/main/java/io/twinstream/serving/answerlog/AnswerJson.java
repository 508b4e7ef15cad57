package io.twinstream.serving.answerlog;

import static io.twinstream.serving.json.JsonBuffer.ascii;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.table.AnswerLogTable;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.ViewReading;
import io.twinstream.serving.row.ListJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Formats an answer as a line of JSON, or as a row of the table, for the answer log. */
final class AnswerJson {
  private static final byte[] AT = ascii("{\"at\":");
  private static final byte[] SERVICE = ascii(",\"service\":");
  private static final byte[] SCORE = ascii(",\"score\":");
  private static final byte[] MODEL = ascii(",\"model\":");
  private static final byte[] DECISION = ascii(",\"decision\":");
  private static final byte[] FALLBACK = ascii(",\"fallback\":");
  private static final byte[] SHADOW = ascii(",\"shadow\":");
  private static final byte[] EVENT = ascii(",\"event\":");
  private static final byte[] ENTITIES = ascii(",\"entities\":");
  private static final byte[] REQUEST = ascii(",\"request\":");
  private static final byte[] FEATURES = ascii(",\"features\":");
  private static final byte[] VIEWS = ascii(",\"views\":");
  private static final byte[] STATUS = ascii("{\"status\":");
  private static final byte[] AS_OF = ascii(",\"as_of\":");
  private static final byte[] AGE = ascii(",\"age_ms\":");

  private AnswerJson() {}

  /** One field of the JSON. */
  private interface Part {
    void write(JsonBuffer out, Answer answer);
  }

  static byte[] write(Answer answer) {
    JsonBuffer out = JsonBuffer.ofThread();
    out.raw(AT);
    out.instant(answer.at());
    out.raw(SERVICE);
    text(out, answer.service());
    if (answer.score() != null) {
      score(out, answer.score());
    }
    if (answer.asked().event() != null) {
      out.raw(EVENT);
      out.text(answer.asked().event().event().id());
    }
    out.raw(ENTITIES);
    entities(out, answer);
    out.raw(REQUEST);
    request(out, answer);
    if (answer.answered() != null) {
      out.raw(FEATURES);
      features(out, answer);
      out.raw(VIEWS);
      views(out, answer);
    }
    out.raw('}');
    return out.toByteArray();
  }

  /** The same as a row. */
  static AnswerLogTable.Row row(Position position, Answer answer) {
    Answer.Score score = answer.score();
    boolean known = answer.answered() != null;
    return new AnswerLogTable.Row(
        position,
        answer.at(),
        answer.service(),
        answer.asked().event() == null ? null : answer.asked().event().event().id(),
        part(answer, AnswerJson::entities),
        part(answer, AnswerJson::request),
        known ? part(answer, AnswerJson::features) : null,
        known ? part(answer, AnswerJson::views) : null,
        score == null ? Double.NaN : score.value(),
        score == null ? null : score.model(),
        score == null ? null : score.decision(),
        score == null ? null : score.fallback(),
        score != null && score.shadow());
  }

  private static String part(Answer answer, Part part) {
    JsonBuffer out = JsonBuffer.ofThread();
    part.write(out, answer);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  private static void score(JsonBuffer out, Answer.Score score) {
    out.raw(SCORE);
    out.number(score.value());
    out.raw(MODEL);
    text(out, score.model());
    out.raw(DECISION);
    text(out, score.decision());
    out.raw(FALLBACK);
    text(out, score.fallback());
    out.raw(SHADOW);
    out.bool(score.shadow());
  }

  private static void entities(JsonBuffer out, Answer answer) {
    out.raw('{');
    boolean first = true;
    for (Map.Entry<String, String> id : answer.asked().entities().entrySet()) {
      comma(out, first);
      out.text(id.getKey());
      out.raw(':');
      out.text(id.getValue());
      first = false;
    }
    out.raw('}');
  }

  private static void request(JsonBuffer out, Answer answer) {
    out.raw('{');
    boolean first = true;
    for (int i = 0; i < answer.asked().request().size(); i++) {
      if (!answer.asked().request().isNull(i)) {
        comma(out, first);
        out.text(answer.list().compiled().request().field(i).name());
        out.raw(':');
        ListJson.value(out, answer.asked().request(), i);
        first = false;
      }
    }
    out.raw('}');
  }

  private static void features(JsonBuffer out, Answer answer) {
    ListJson.of(answer.list()).object(out, answer.answered().values());
  }

  private static void views(JsonBuffer out, Answer answer) {
    out.raw('{');
    boolean first = true;
    for (ViewReading view : answer.answered().views()) {
      comma(out, first);
      ListJson.view(out, view.view());
      out.raw(STATUS);
      out.text(view.status().name());
      out.raw(AS_OF);
      out.instant(view.asOf());
      out.raw(AGE);
      if (view.newest() == Long.MIN_VALUE) {
        out.nullValue();
      } else {
        out.number(answer.at() - view.newest());
      }
      out.raw('}');
      first = false;
    }
    out.raw('}');
  }

  private static void comma(JsonBuffer out, boolean first) {
    if (!first) {
      out.raw(',');
    }
  }

  private static void text(JsonBuffer out, String text) {
    if (text == null) {
      out.nullValue();
    } else {
      out.text(text);
    }
  }
}
