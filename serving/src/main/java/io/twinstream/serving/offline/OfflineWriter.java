package io.twinstream.serving.offline;

import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfView;
import io.twinstream.offline.log.history.ReadCounts;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.serving.row.ListJson;
import java.util.Map;

/** Writes answers as of the past in the format of current ones. */
final class OfflineWriter {
  private OfflineWriter() {}

  /**
   * @param read counts of the records read from each source's history
   */
  static byte[] write(OfflineQuery query, AsOfAnswer answer, Map<String, ReadCounts> read) {
    JsonBuffer out = JsonBuffer.ofThread();
    char before = '{';
    name(out, '{', "entities");
    for (Map.Entry<String, String> id : query.entities().entrySet()) {
      name(out, before, id.getKey());
      out.text(id.getValue());
      before = ',';
    }
    out.raw('}');
    name(out, ',', "as_of");
    out.instant(query.asOf().toEpochMilli());
    name(out, ',', "features");
    ListJson list = ListJson.of(query.list());
    list.object(out, answer.features());
    name(out, ',', "metadata");
    name(out, '{', "views");
    ServedView[] views = query.list().views();
    out.raw('{');
    for (int i = 0; i < views.length; i++) {
      if (i > 0) {
        out.raw(',');
      }
      list.view(out, i);
      view(out, views[i], answer.views().get(i), query.asOf().toEpochMilli());
    }
    out.raw('}');
    deadLetters(out, read);
    out.raw('}');
    out.raw('}');
    return out.toByteArray();
  }

  /**
   * The number of records that were no events, by source and reason; of an archive, only those of
   * the entities.
   */
  private static void deadLetters(JsonBuffer out, Map<String, ReadCounts> read) {
    name(out, ',', "dead_letters");
    char before = '{';
    for (Map.Entry<String, ReadCounts> source : read.entrySet()) {
      name(out, before, source.getKey());
      before = '{';
      for (Map.Entry<Reason, Long> each : source.getValue().deadLetters().entrySet()) {
        name(out, before, each.getKey().name());
        out.number(each.getValue());
        before = ',';
      }
      if (before == '{') {
        out.raw('{');
      }
      out.raw('}');
      before = ',';
    }
    out.raw('}');
  }

  private static void view(JsonBuffer out, ServedView view, AsOfView answer, long asOf) {
    boolean seen = answer.newest() != Long.MIN_VALUE;
    name(out, '{', "status");
    out.text(answer.presence().name());
    name(out, ',', "age_ms");
    if (seen) {
      out.number(asOf - answer.newest());
    } else {
      out.nullValue();
    }
    name(out, ',', "event_time");
    if (seen) {
      out.instant(answer.newest());
    } else {
      out.nullValue();
    }
    name(out, ',', "effective_as_of");
    out.instant(answer.asOf());
    name(out, ',', "fingerprint");
    out.text(view.fingerprint());
    out.raw('}');
  }

  private static void name(JsonBuffer out, char before, String name) {
    out.raw(before);
    out.text(name);
    out.raw(':');
  }
}
