package io.twinstream.beam;

import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.history.PartialRowForm;
import io.twinstream.beam.live.DropDuplicates;
import io.twinstream.beam.live.FormCoder;
import io.twinstream.beam.live.LookUp;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Enricher;
import io.twinstream.features.enrich.Lookup;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Makes the events of enriched sources in a live job. Other than the states of views, they need the
 * order of known time: events are held until the watermark shows that nothing before them is
 * missing.
 */
final class EnrichLive {
  private final ShippedProject project;
  private final PCollectionTuple read;
  private final ComputedFeatures computed;
  private final Map<String, PCollection<Event>> events = new HashMap<>();

  /**
   * @param read the events of the sources that are read
   * @param computed receives the events that cannot be enriched
   */
  EnrichLive(ShippedProject project, PCollectionTuple read, ComputedFeatures computed) {
    this.project = project;
    this.read = read;
    this.computed = computed;
  }

  /**
   * Returns the distinct events of a source, enriched or not; of equal events, the one that became
   * known first.
   */
  PCollection<Event> events(String source) {
    if (!events.containsKey(source)) {
      EnrichedSource made = project.project().enriched().get(source);
      events.put(source, made == null ? inOrder(source) : enrich(source, made));
    }
    return events.get(source);
  }

  private PCollection<Event> inOrder(String source) {
    PCollection<Event> all = read.get(SourceTags.events(source));
    return project.project().source(source).dedupe()
        ? all.apply(
            source + "/DropLaterDuplicates",
            DropDuplicates.of(project, source).inOrder(maxHold(source)))
        : all;
  }

  /** Returns the greatest limit of the enriched sources that depend on a source. */
  private int maxHold(String source) {
    Project of = project.project();
    return of.enriched().entrySet().stream()
        .filter(each -> of.bases(each.getKey()).contains(source))
        .mapToInt(each -> each.getValue().maxHold())
        .max()
        .orElseThrow();
  }

  private PCollection<Event> enrich(String name, EnrichedSource source) {
    String from = source.from();
    PartialRowForm form = PartialRowForm.of(EventCoder.of(project, from));
    PCollection<PartialRow> rows =
        events(from)
            .apply(name + "/Stand", ParDo.of(new StandFn(source.waiting().toMillis())))
            .setCoder(FormCoder.of(form));
    for (Map.Entry<String, String> each : source.with().entrySet()) {
      ShippedView view = new ShippedView(project, each.getValue());
      LookUp lookup = LookUp.of(view, name, form);
      rows =
          PCollectionTuple.of(LookUp.ROWS, rows)
              .and(LookUp.EVENTS, events(view.source().name()))
              .apply(name + "/" + each.getKey(), lookup);
      form = form.behind(Lookup.of(project.project(), from, view.compiled()).types());
    }
    PCollectionTuple enriched =
        rows.apply(
            name + "/Enrich",
            ParDo.of(new EnrichFn(project, name))
                .withOutputTags(EnrichFn.EVENTS, TupleTagList.of(EnrichFn.LETTERS)));
    computed.letters(name, enriched.get(EnrichFn.LETTERS).setCoder(DeadLetterCoder.of()));
    return enriched.get(EnrichFn.EVENTS).setCoder(EventCoder.of(project, name));
  }

  /** Gives events the known time of their enriched events. */
  static final class StandFn extends DoFn<Event, PartialRow> {
    private static final long serialVersionUID = 1;

    private final long wait;

    StandFn(long wait) {
      this.wait = wait;
    }

    @ProcessElement
    public void stand(
        @Element Event event, @Timestamp Instant timestamp, OutputReceiver<PartialRow> out) {
      Event standing = event.knownAt(event.known() + wait);
      // Elements of files have no timestamps of their own.
      long at = Math.max(timestamp.getMillis(), standing.known());
      out.outputWithTimestamp(PartialRow.at(standing), Instant.ofEpochMilli(at));
    }
  }

  /** Makes the events of rows that have passed all lookups. */
  static final class EnrichFn extends DoFn<PartialRow, Event> {
    static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};
    static final TupleTag<DeadLetter> LETTERS = new TupleTag<>("letters") {};

    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final EnrichedCounts counts;
    private transient Enricher enricher;

    EnrichFn(ShippedProject project, String source) {
      this.project = project;
      this.source = source;
      this.counts = new EnrichedCounts(project.project().name(), source);
    }

    @Setup
    public void setup() {
      enricher = Enricher.of(project.project(), source);
    }

    @ProcessElement
    public void enrich(@Element PartialRow row, MultiOutputReceiver out) {
      counts.pass(enricher, row, out.get(EVENTS)::output, out.get(LETTERS)::output);
    }
  }
}
