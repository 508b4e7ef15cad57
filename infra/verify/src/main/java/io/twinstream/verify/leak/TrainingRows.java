package io.twinstream.verify.leak;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.history.SpineRefusals;
import io.twinstream.offline.log.parquet.KeptValues;
import io.twinstream.verify.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A sample of the rows of a training set, read like the spine that it was computed from. */
final class TrainingRows {
  /** The number of rows that the comparison models use. */
  private static final int FOR_MODELS = 200_000;

  private final LeakRequest request;
  private final CompiledService service;
  private final Spine spine;
  private final Visibility visibility;
  private final boolean asOccurred;
  private final List<EntityKey> keys = new ArrayList<>();
  private final int[] slots;
  private List<Event> sample = List.of();
  private List<Event> forModels = List.of();

  private TrainingRows(
      LeakRequest request,
      CompiledService service,
      Spine spine,
      Visibility visibility,
      boolean asOccurred) {
    this.request = request;
    this.service = service;
    this.spine = spine;
    this.visibility = visibility;
    this.asOccurred = asOccurred;
    for (View view : service.views()) {
      String key = request.project().entity(view.entity()).key();
      keys.add(EntityKey.in(spine.source().schema(), key));
    }
    this.slots = service.names().stream().mapToInt(spine::slot).toArray();
  }

  static TrainingRows open(
      LeakRequest request, CompiledService service, Map<String, String> footer, String at) {
    if (!service.fingerprint().equals(footer.get("twinstream.fingerprint"))) {
      throw new IllegalArgumentException(
          ("%s is of service %s with fingerprint %s; %s has %s: compute it again, or"
                      + " check it against")
                  .formatted(
                      request.trainingSet(),
                      footer.get("twinstream.service"),
                      footer.get("twinstream.fingerprint"),
                      request.service(),
                      service.fingerprint())
              + " the definitions that it was computed with");
    }
    Visibility visibility =
        Visibility.valueOf(footer.get("twinstream.rows").toUpperCase(Locale.ROOT));
    Project project = request.project();
    String path = request.trainingSet().toString();
    Spine.Request rows =
        Spine.Request.of(project, service, path, at, visibility == Visibility.SELF).asIn(footer);
    Spine spine =
        SpineReader.read(request.time().isPresent() ? rows.withTime(request.time()) : rows);
    boolean asOccurred = "as occurred".equals(footer.get("twinstream.known"));
    return new TrainingRows(request, service, spine, visibility, asOccurred);
  }

  Source source() {
    return spine.source();
  }

  Visibility visibility() {
    return visibility;
  }

  /** Returns the event as the rows see it: known at its known time, or at its event time. */
  Event asKnown(Source source, Event event) {
    return asOccurred ? event.asOccurred(source.schema().slot(source.eventTime())) : event;
  }

  /** Reads all rows and keeps those with the least hashes. */
  void read(int size, long seed) {
    int limit = request.label().isPresent() ? Math.max(size, FOR_MODELS) : size;
    Sample<Event> kept = new Sample<>(limit, seed);
    SpineRefusals.requireNone(spine, request.maxRecordBytes());
    spine
        .reader(request.maxRecordBytes())
        .forEachEvent(
            request.trainingSet().toString(),
            row -> kept.offer(Sample.number(row.position()), asKnown(spine.source(), row)));
    List<Event> rows = kept.items();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          request.trainingSet() + " has no rows: there is nothing to check");
    }
    sample = rows.subList(0, Math.min(size, rows.size()));
    forModels = request.label().isPresent() ? rows : List.of();
  }

  /** Returns the rows to compute again. */
  List<Event> sample() {
    return sample;
  }

  /** Returns the rows for the comparison models. */
  List<Event> forModels() {
    return forModels;
  }

  /** Returns the entity of a view that a row names; null for none. */
  String entity(int view, Event row) {
    return keys.get(view).of(row);
  }

  /** Returns the features that a row has in the training set. */
  FeatureRow features(Event row) {
    FeatureRow features = new FeatureRow(service.types());
    for (int i = 0; i < slots.length; i++) {
      if (row.isNull(slots[i])) {
        continue;
      }
      if (!features.type(i).isBits() && features.type(i) != FeatureType.STRING) {
        KeptValues.set(features, i, row.text(slots[i]));
      } else if (row.text(slots[i]) != null) {
        features.setText(i, row.text(slots[i]));
      } else {
        features.setBits(i, row.bits(slots[i]));
      }
    }
    return features;
  }

  /** Returns the label of a row: true if it is positive; null if it is missing. */
  Boolean label(Event row) {
    int slot = spine.slot(request.label().orElseThrow());
    if (row.isNull(slot)) {
      return null;
    }
    FieldType type = spine.source().schema().field(slot).type();
    return switch (type.kind()) {
      case LONG, BOOLEAN, DECIMAL -> row.bits(slot) != 0;
      case DOUBLE -> Double.longBitsToDouble(row.bits(slot)) != 0;
      case STRING, TIMESTAMP, BYTES, ARRAY ->
          throw new IllegalArgumentException(
              "the label " + request.label().get() + " is a " + type + ": it must be 0 or 1");
    };
  }
}
