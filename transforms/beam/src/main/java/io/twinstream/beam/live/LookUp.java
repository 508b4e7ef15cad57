package io.twinstream.beam.live;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.Moment;
import io.twinstream.beam.history.MomentForm;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.history.PartialRowForm;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Lookup;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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
 * Gives the rows of a live source the features of a view as of each row.
 *
 * <p>The step has its own states of the view. It holds rows and events until the watermark of both
 * has passed them, and then replays them in the order of known time, as history does.
 */
public final class LookUp extends PTransform<PCollectionTuple, PCollection<PartialRow>> {
  /** The rows. */
  public static final TupleTag<PartialRow> ROWS = new TupleTag<>("rows") {};

  /** The distinct events of the view's source. */
  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final String enriched;
  private final PartialRowForm rows;

  private LookUp(ShippedView view, String enriched, PartialRowForm rows) {
    this.view = view;
    this.enriched = enriched;
    this.rows = rows;
  }

  /**
   * @param enriched the source that is made
   * @param rows the form of the rows before this lookup
   */
  public static LookUp of(ShippedView view, String enriched, PartialRowForm rows) {
    return new LookUp(view, enriched, rows);
  }

  @Override
  public PCollection<PartialRow> expand(PCollectionTuple input) {
    Project project = view.project().project();
    EnrichedSource source = project.enriched().get(enriched);
    MomentForm form = MomentForm.of(view, rows);
    Coder<PartialRow> after =
        FormCoder.of(rows.behind(Lookup.of(project, source.from(), view.compiled()).types()));
    Coder<KV<String, Moment>> keyed = KvCoder.of(StringUtf8Coder.of(), FormCoder.of(form));
    PCollectionTuple keyedRows =
        input
            .get(ROWS)
            .apply(
                "KeyRows",
                ParDo.of(new KeyRowsFn(view, source.from()))
                    .withOutputTags(KeyRowsFn.KEYED, TupleTagList.of(ROWS)));
    PCollection<KV<String, Moment>> keyedEvents =
        input
            .get(EVENTS)
            .apply("KeyEvents", KeyByEntity.of(view))
            .apply("AsMoments", ParDo.of(new AsMomentsFn()))
            .setCoder(keyed);
    PCollection<PartialRow> lookedUp =
        PCollectionList.of(keyedRows.get(KeyRowsFn.KEYED).setCoder(keyed))
            .and(keyedEvents)
            .apply("BothSides", Flatten.pCollections())
            .apply("InOrder", ParDo.of(new LookUpFn(view, enriched, form)))
            .setCoder(after);
    return PCollectionList.of(lookedUp)
        .and(keyedRows.get(ROWS).setCoder(after))
        .apply("All", Flatten.pCollections());
  }

  /** Keys rows by the looked-up entity. Those that name none need no state. */
  static final class KeyRowsFn extends DoFn<PartialRow, KV<String, Moment>> {
    static final TupleTag<KV<String, Moment>> KEYED = new TupleTag<>("keyed") {};

    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final String from;
    private transient Lookup lookup;

    KeyRowsFn(ShippedView view, String from) {
      this.view = view;
      this.from = from;
    }

    @Setup
    public void setup() {
      lookup = Lookup.of(view.project().project(), from, view.compiled());
    }

    @ProcessElement
    public void key(@Element PartialRow row, MultiOutputReceiver out) {
      String key = lookup.key(row.event());
      if (key == null) {
        out.get(ROWS).output(row.with(lookup.nothing(row.event()), Long.MIN_VALUE, 0));
      } else {
        out.get(KEYED).output(KV.of(key, new Moment(key, null, row)));
      }
    }
  }

  static final class AsMomentsFn extends DoFn<KV<String, Event>, KV<String, Moment>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void convert(@Element KV<String, Event> event, OutputReceiver<KV<String, Moment>> out) {
      out.output(KV.of(event.getKey(), new Moment(event.getKey(), event.getValue(), null)));
    }
  }
}
