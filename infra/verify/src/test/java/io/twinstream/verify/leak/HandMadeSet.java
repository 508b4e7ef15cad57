package io.twinstream.verify.leak;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.features.time.Zone;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.trainingset.TrainingTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A training set with a row at every order, made by hand.
 *
 * @param folder has the events, {@code orders.csv}, and gets the set
 * @param file the file of the rows, in the folder
 * @param time the column of the rows' times; empty to use the event time
 * @param zone of text times
 * @param pattern of text times
 */
record HandMadeSet(
    Path folder,
    Project project,
    String file,
    Optional<String> time,
    Optional<Zone> zone,
    Optional<String> pattern) {
  /** Of an order's time as it is. */
  private static final int TIME_SLOT = 4;

  /** What a row sees that it should not. */
  enum Leak {
    NONE,
    OWN_EVENT,
    FUTURE,
    FLOORED_TIME
  }

  /** Writes the set; returns its folder. */
  Path write(Leak leak) throws IOException {
    Path set = folder.resolve("set-" + leak);
    CompiledService service = CompiledService.of(project, project.service("buy@1"));
    CompiledView view = CompiledView.of(project, service.views().get(0));
    String path = folder.resolve(file).toString();
    Spine.Request request =
        Spine.Request.of(project, service, path, view.view().source(), false)
            .withTime(time)
            .withTexts(zone, pattern)
            .withFeatures(service);
    Spine spine = SpineReader.read(request);
    List<Event> orders = new ArrayList<>();
    spine.reader(EventDecoder.DEFAULT_MAX_BYTES).forEachEvent(path, orders::add);
    List<Event> events =
        new EnrichedHistory(project, Map.of("orders", events())).events(view.view().source());
    List<EventFeatures> rows = new ArrayList<>();
    for (Event row : orders) {
      long until = leak == Leak.FUTURE ? row.ts() + 600_000 : row.ts();
      EntityState state = view.empty();
      for (Event event : events) {
        long known = leak == Leak.FLOORED_TIME ? event.ts() : event.bits(TIME_SLOT);
        boolean own = event.id().equals(row.id());
        boolean seen = known < until ? !own || leak != Leak.NONE : own && leak == Leak.OWN_EVENT;
        if (seen && view.key(event).equals(row.text(spine.slot("user")))) {
          state = view.add(state, event);
        }
      }
      FeatureRow[] views = {view.evaluate(state, row.ts())};
      FeatureRow fields = EventRequest.of(service.request(), spine.source().schema()).row(row);
      rows.add(new EventFeatures(row, row.ts(), 0, service.evaluate(views, fields)));
    }
    new TrainingTable(
            spine.source().schema(),
            spine.kept(),
            service.names(),
            service.types(),
            null,
            Folders.none(1),
            TrainingTable.footer("buy@1", service, Visibility.EXCLUSIVE, false, request.footer()))
        .writer(set)
        .write(rows);
    return set;
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    HistoryReader.of(project.source("orders"), Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(folder.resolve("orders.csv").toString(), events::add);
    return events;
  }
}
