package io.twinstream.beam;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.EntityKey;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Computes one view over history: the final state of each entity, and the view's features for rows.
 * Each entity is replayed in the order of known time, by a sort that spills to disk, so that memory
 * does not grow with the events of an entity.
 *
 * <p>Takes the view's events, under {@link #EVENTS}, and rows, under {@link #ROWS}. Rows may be the
 * events themselves: then the events come with them, and not for themselves.
 */
final class ReplayView extends PTransform<PCollectionTuple, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** The events of the view's source. */
  static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  /** Rows: those that come in, and the same with the view's features, out. */
  static final TupleTag<PartialRow> ROWS = new TupleTag<>("rows") {};

  /** Entity and final state. */
  static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};

  private final ShippedView view;
  private final Visibility visibility;
  private final String rowSource;
  private final boolean rowsAreEvents;

  private ReplayView(
      ShippedView view, Visibility visibility, String rowSource, boolean rowsAreEvents) {
    this.view = view;
    this.visibility = visibility;
    this.rowSource = rowSource;
    this.rowsAreEvents = rowsAreEvents;
  }

  /** States alone. */
  static ReplayView of(ShippedView view) {
    return new ReplayView(view, Visibility.EXCLUSIVE, null, false);
  }

  /** Rows that are the view's events. */
  static ReplayView atEvents(ShippedView view, Visibility visibility) {
    return new ReplayView(view, visibility, view.source().name(), true);
  }

  /**
   * Rows beside the view's events.
   *
   * @param source of the rows' events
   */
  static ReplayView atRows(ShippedView view, Visibility visibility, String source) {
    return new ReplayView(view, visibility, source, false);
  }

  @Override
  public PCollectionTuple expand(PCollectionTuple history) {
    EventCoder events = EventCoder.of(view);
    PartialRowCoder rows =
        history.has(ROWS)
            ? (PartialRowCoder) history.get(ROWS).getCoder()
            : PartialRowCoder.of(events);
    MomentCoder coder = MomentCoder.of(events, rows);
    PCollectionList<Moment> moments = PCollectionList.empty(history.getPipeline());
    if (history.has(EVENTS)) {
      moments =
          moments.and(
              history.get(EVENTS).apply("OfEvents", ParDo.of(new OfEventFn(view))).setCoder(coder));
    }
    if (history.has(ROWS)) {
      moments =
          moments.and(
              history
                  .get(ROWS)
                  .apply("OfRows", ParDo.of(new OfRowFn(view, rowSource, rowsAreEvents)))
                  .setCoder(coder));
    }
    PCollection<Moment> all =
        moments.size() == 1 ? moments.get(0) : moments.apply("Flatten", Flatten.pCollections());
    boolean rowsAreOfSource = view.source().name().equals(rowSource);
    PCollectionTuple replayed =
        all.apply("Group", GroupInBlocks.by(Moment::group))
            .apply(
                "Replay",
                ParDo.of(new ReplayFn(view, coder, visibility, rowsAreOfSource))
                    .withOutputTags(STATES, TupleTagList.of(ROWS)));
    replayed.get(STATES).setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
    replayed.get(ROWS).setCoder(rows.behind(view));
    return replayed;
  }

  /** The key field of the view's entities, in events of some source. */
  private static EntityKey key(ShippedView view, String source) {
    var project = view.project().project();
    String field = project.entity(project.view(view.id()).entity()).key();
    return EntityKey.in(project.source(source).schema(), field);
  }

  static final class OfEventFn extends DoFn<Event, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final Counter skipped;
    private transient EntityKey key;

    OfEventFn(ShippedView view) {
      this.view = view;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Setup
    public void setup() {
      key = key(view, view.source().name());
    }

    @ProcessElement
    public void moment(@Element Event event, OutputReceiver<Moment> out) {
      String entity = key.of(event);
      if (entity == null) {
        skipped.inc();
      } else {
        out.output(new Moment(entity, event, null));
      }
    }
  }

  static final class OfRowFn extends DoFn<PartialRow, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final String rowSource;
    private final boolean rowsAreEvents;
    private final Counter skipped;
    private transient EntityKey key;

    OfRowFn(ShippedView view, String rowSource, boolean rowsAreEvents) {
      this.view = view;
      this.rowSource = rowSource;
      this.rowsAreEvents = rowsAreEvents;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Setup
    public void setup() {
      key = key(view, rowSource);
    }

    @ProcessElement
    public void moment(@Element PartialRow row, OutputReceiver<Moment> out) {
      String entity = key.of(row.event());
      if (entity != null) {
        out.output(new Moment(entity, rowsAreEvents ? row.event() : null, row));
        return;
      }
      if (rowsAreEvents) {
        skipped.inc();
      }
      out.output(new Moment("", null, row));
    }
  }
}
