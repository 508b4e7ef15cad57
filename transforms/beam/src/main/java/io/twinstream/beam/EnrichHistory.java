package io.twinstream.beam;

import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.history.PartialRowForm;
import io.twinstream.beam.history.ReplayView;
import io.twinstream.beam.history.RowsOfView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Packer;
import io.twinstream.beam.packed.Spread;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.enrich.Enricher;
import io.twinstream.features.enrich.Lookup;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Makes the events of enriched sources in history: their events pass from looked-up view to
 * looked-up view, each of which is replayed by known time.
 */
final class EnrichHistory {
  private final ShippedProject project;
  private final Map<String, Packed<Event>> events;
  private final ComputedFeatures computed;

  /**
   * @param events the distinct events by source; those of enriched sources are added
   * @param computed receives the events that cannot be enriched
   */
  EnrichHistory(
      ShippedProject project, Map<String, Packed<Event>> events, ComputedFeatures computed) {
    this.project = project;
    this.events = events;
    this.computed = computed;
  }

  /** Returns the events of a source, enriched or not. */
  Packed<Event> events(String source) {
    if (!events.containsKey(source)) {
      events.put(source, enrich(source, project.project().enriched().get(source)));
    }
    return events.get(source);
  }

  private Packed<Event> enrich(String name, EnrichedSource source) {
    ShippedProject shipped = project;
    String from = source.from();
    long wait = source.waiting().toMillis();
    Packed<PartialRow> events =
        events(from).map(event -> PartialRow.at(event.knownAt(event.known() + wait)));
    List<ReplayView> lookups = new ArrayList<>();
    List<ShippedView> views = new ArrayList<>();
    PartialRowForm form = PartialRowForm.of(EventCoder.of(project, from));
    for (Map.Entry<String, String> each : source.with().entrySet()) {
      ShippedView view = new ShippedView(project, each.getValue());
      views.add(view);
      lookups.add(ReplayView.lookup(name + "/" + each.getKey(), view, from, form));
      form = form.behind(Lookup.of(project.project(), from, view.compiled()).types());
    }
    PartialRowForm last = form;
    PCollection<KV<Long, byte[]>> rows = lookups.get(0).rows(events, from, false);
    for (int i = 0; i < lookups.size(); i++) {
      Spread<PartialRow> next =
          i + 1 < lookups.size()
              ? lookups.get(i + 1).rowsTo(from, false)
              : Spread.of(row -> row, row -> 0L, last);
      ReplayView lookup = lookups.get(i);
      Packed<Event> ofView = events(views.get(i).source().name());
      rows =
          lookup
              .replay(
                  PCollectionList.of(lookup.events(ofView)).and(rows),
                  null,
                  RowsOfView.ENRICHED,
                  next)
              .rows();
    }
    PCollectionTuple enriched =
        rows.apply(
            name + "/Enrich",
            ParDo.of(new EnrichBlocksFn(shipped, name, last))
                .withOutputTags(EnrichBlocksFn.EVENTS, TupleTagList.of(EnrichBlocksFn.LETTERS)));
    computed.letters(name, enriched.get(EnrichBlocksFn.LETTERS).setCoder(DeadLetterCoder.of()));
    return Packed.of(
        enriched.get(EnrichBlocksFn.EVENTS).setCoder(ByteArrayCoder.of()),
        EventCoder.of(project, name));
  }

  /** Makes the events of blocks of rows. */
  static final class EnrichBlocksFn extends DoFn<KV<Long, byte[]>, byte[]> {
    static final TupleTag<byte[]> EVENTS = new TupleTag<>("events") {};
    static final TupleTag<DeadLetter> LETTERS = new TupleTag<>("letters") {};

    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final PartialRowForm rows;
    private final EnrichedCounts counts;
    private transient Enricher enricher;
    private transient Packer<Event> packer;

    EnrichBlocksFn(ShippedProject project, String source, PartialRowForm rows) {
      this.project = project;
      this.source = source;
      this.rows = rows;
      this.counts = new EnrichedCounts(project.project().name(), source);
    }

    @Setup
    public void setup() {
      enricher = Enricher.of(project.project(), source);
    }

    @StartBundle
    public void start() {
      packer = new Packer<>(EventCoder.of(project, source));
    }

    @ProcessElement
    public void enrich(@Element KV<Long, byte[]> block, MultiOutputReceiver out)
        throws IOException {
      OutputReceiver<byte[]> events = out.get(EVENTS);
      Packed.forEach(
          List.of(block.getValue()),
          rows,
          (row, bytes) ->
              counts.pass(
                  enricher,
                  row,
                  event -> packer.add(event, events::output),
                  out.get(LETTERS)::output));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      packer.flush(
          block ->
              context.output(
                  EVENTS, block, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    }
  }
}
