package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.log.asof.WrittenRows.Found;
import io.twinstream.offline.log.asof.WrittenRows.Wanted;
import java.util.List;

/**
 * Looks up the last written row of an entity, with its values as of then. Windows that have moved
 * on since are not evaluated again.
 */
final class LoggedView implements ViewSource {
  private final CompiledView view;
  private final WrittenRows rows;

  LoggedView(CompiledView view, WrittenRows rows) {
    this.view = view;
    this.rows = rows;
  }

  @Override
  public void read(List<Asked> asked, Visibility visibility, AsOfView[] answers) {
    for (Asked each : asked) {
      answers[each.row()] =
          answer(each, Presence.MISSING, Long.MIN_VALUE, each.asOf(), 0, empty(each.asOf()));
    }
    rows.find(
        asked.stream().map(each -> new Wanted(each.entity(), each.known())).toList(),
        visibility,
        found -> {
          Asked each = asked.get(found.index());
          answers[each.row()] = answer(each, found);
        });
  }

  private AsOfView answer(Asked asked, Found found) {
    long asOf = found.asOf();
    Presence presence = view.presence(asOf, Math.max(asOf, asked.asOf()));
    FeatureRow features = presence == Presence.PRESENT ? found.features() : empty(asked.asOf());
    return answer(asked, presence, asOf, asOf, found.count(), features);
  }

  private AsOfView answer(
      Asked asked, Presence presence, long newest, long asOf, long count, FeatureRow features) {
    return new AsOfView(view.view(), asked.entity(), presence, newest, asOf, count, features);
  }

  private FeatureRow empty(long asOf) {
    return view.evaluate(view.empty(), asOf);
  }
}
