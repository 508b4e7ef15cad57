package io.twinstream.serving.score;

import static io.twinstream.serving.json.JsonBuffer.ascii;

import io.twinstream.features.aggregate.Membership;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Status;
import io.twinstream.serving.reading.ViewReading;
import io.twinstream.serving.row.ListJson;
import io.twinstream.serving.score.Scored.Reason;
import java.util.List;
import java.util.Locale;

/** Writes the answers to requests for scores. */
final class ScoreWriter {
  private static final byte[] RESULTS = ascii("{\"results\":[");
  private static final byte[] SCORE = ascii("{\"score\":");
  private static final byte[] DECISION = ascii(",\"decision\":");
  private static final byte[] MODEL = ascii(",\"model\":");
  private static final byte[] VERSION = ascii(",\"model_version\":");
  private static final byte[] FALLBACK = ascii(",\"fallback\":");
  private static final byte[] STATUS = ascii(",\"status\":");
  private static final byte[] INEXACT = ascii(",\"inexact\":");
  private static final byte[] DEGRADED = ascii(",\"degraded\":");
  private static final byte[] EVENT = ascii(",\"event\":");
  private static final byte[] FEATURES = ascii(",\"features\":");
  private static final byte[] REASONS = ascii(",\"reasons\":[");
  private static final byte[] WHAT = ascii("{\"reason\":");
  private static final byte[] EFFECT = ascii(",\"effect\":");
  private static final byte[] LATENCY = ascii(",\"latency_ms\":");

  private ScoreWriter() {}

  /**
   * The answer.
   *
   * @param nanos the duration so far
   * @throws io.twinstream.serving.problem.ProblemException at the deadline
   */
  static byte[] write(ScoreRequest request, List<Scored> scored, long nanos, Until until) {
    JsonBuffer out = JsonBuffer.ofThread();
    double latency = Math.rint(nanos / 1e4) / 100;
    if (!request.many()) {
      row(out, request, scored.get(0), latency);
      return out.toByteArray();
    }
    out.raw(RESULTS);
    for (int i = 0; i < scored.size(); i++) {
      until.check(i);
      if (i > 0) {
        out.raw(',');
      }
      row(out, request, scored.get(i), latency);
    }
    out.raw(']');
    out.raw('}');
    return out.toByteArray();
  }

  private static void row(JsonBuffer out, ScoreRequest request, Scored scored, double latency) {
    out.raw(SCORE);
    out.number(scored.score());
    out.raw(DECISION);
    text(out, scored.decision());
    out.raw(MODEL);
    text(out, scored.model());
    out.raw(VERSION);
    text(out, scored.version());
    out.raw(FALLBACK);
    text(out, scored.fallback() == null ? null : scored.fallback().name().toLowerCase(Locale.ROOT));
    if (scored.row() != null) {
      out.raw(STATUS);
      out.text(status(scored.row().views()));
      event(out, scored.row().views());
      if (scored.degradation() != Degradation.NONE) {
        out.raw(DEGRADED);
        out.text(scored.degradation().name());
      }
      if (scored.row().values().hasInexact()) {
        out.raw(INEXACT);
        ListJson.of(request.list()).inexact(out, scored.row().values());
      }
      if (request.features()) {
        out.raw(FEATURES);
        ListJson.of(request.list()).object(out, scored.row().values());
      }
    }
    if (request.reasons() || !scored.reasons().isEmpty()) {
      reasons(out, scored.reasons());
    }
    out.raw(LATENCY);
    out.number(latency);
    out.raw('}');
  }

  /** The most severe status of the views. */
  private static String status(ViewReading[] views) {
    Status worst = Status.PRESENT;
    for (ViewReading view : views) {
      worst = view.status().compareTo(worst) < 0 ? view.status() : worst;
    }
    return worst.name();
  }

  /**
   * Whether the features include the event. Whether the state already had it is omitted, because
   * the answer does not depend on it.
   */
  private static void event(JsonBuffer out, ViewReading[] views) {
    boolean any = false;
    boolean undecided = false;
    for (ViewReading view : views) {
      any |= view.membership() != null;
      undecided |= view.membership() == Membership.UNDECIDED;
    }
    if (any) {
      out.raw(EVENT);
      out.text(undecided ? "UNDECIDED" : "INCLUDED");
    }
  }

  private static void reasons(JsonBuffer out, List<Reason> reasons) {
    out.raw(REASONS);
    for (int i = 0; i < reasons.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.raw(WHAT);
      out.text(reasons.get(i).what());
      out.raw(EFFECT);
      out.number(reasons.get(i).effect());
      out.raw('}');
    }
    out.raw(']');
  }

  private static void text(JsonBuffer out, String text) {
    if (text == null) {
      out.nullValue();
    } else {
      out.text(text);
    }
  }
}
