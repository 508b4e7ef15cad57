package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.features.expression.EventRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Joins the rows of a service's views by their events, and computes the service's features with the
 * event as the request. Bounded. Of an event without an entity's key, that entity's features are
 * null.
 */
public final class JoinService extends PTransform<PCollectionTuple, PCollection<EventFeatures>> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String service;

  private JoinService(ShippedProject project, String service) {
    this.project = project;
    this.service = service;
  }

  /**
   * Joins the rows of the views that a service needs.
   *
   * @param service by {@code name@version}
   * @throws IllegalArgumentException if the service needs views of several sources, or request
   *     fields that the events have with other types
   */
  public static JoinService of(ShippedProject project, String service) {
    JoinService join = new JoinService(project, service);
    List<String> sources = List.copyOf(new TreeSet<>(join.sources()));
    if (sources.size() != 1) {
      throw new IllegalArgumentException(
          "service "
              + service
              + " needs views of the sources "
              + sources
              + ": rows at events are of one source");
    }
    EventRequest.of(join.compiled().request(), join.source().schema());
    return join;
  }

  /** The tag under which the rows of a view are taken. */
  public static TupleTag<EventFeatures> rows(String view) {
    return new TupleTag<>("rows:" + view) {};
  }

  /** The service, ready to compute. */
  public CompiledService compiled() {
    Project of = project.project();
    return CompiledService.of(of, of.service(service));
  }

  /** The source at whose events the rows are. */
  public Source source() {
    return project.project().source(sources().get(0));
  }

  /** The key fields of the service's entities, in the order of its views: those of the rows. */
  public List<String> keys() {
    return compiled().views().stream()
        .map(view -> project.project().entity(view.entity()).key())
        .distinct()
        .toList();
  }

  private List<String> sources() {
    return compiled().views().stream().map(View::source).toList();
  }

  @Override
  public PCollection<EventFeatures> expand(PCollectionTuple views) {
    Pipeline pipeline = views.getPipeline();
    KeyedPCollectionTuple<Position> joined = KeyedPCollectionTuple.empty(pipeline);
    for (View view : compiled().views()) {
      PCollection<EventFeatures> rows = views.get(rows(view.id()));
      joined =
          joined.and(
              rows(view.id()),
              rows.apply(
                      view.id() + "/KeyByEvent",
                      WithKeys.of((EventFeatures row) -> row.event().position())
                          .withKeyType(TypeDescriptor.of(Position.class)))
                  .setCoder(KvCoder.of(PositionCoder.of(), rows.getCoder())));
    }
    return joined
        .apply("Group", CoGroupByKey.create())
        .apply("Evaluate", ParDo.of(new EvaluateFn(this)))
        .setCoder(
            EventFeaturesCoder.of(EventCoder.of(project, source().name()), compiled().types()));
  }

  static final class EvaluateFn extends DoFn<KV<Position, CoGbkResult>, EventFeatures> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String service;
    private transient CompiledService compiled;
    private transient EventRequest request;
    private transient List<String> keys;

    EvaluateFn(JoinService join) {
      this.project = join.project;
      this.service = join.service;
    }

    @Setup
    public void setup() {
      JoinService join = new JoinService(project, service);
      compiled = join.compiled();
      request = EventRequest.of(compiled.request(), join.source().schema());
      keys = join.keys();
    }

    @ProcessElement
    public void evaluate(
        @Element KV<Position, CoGbkResult> joined, OutputReceiver<EventFeatures> out) {
      FeatureRow[] rows = new FeatureRow[compiled.views().size()];
      Map<String, String> ids = new LinkedHashMap<>();
      Event event = null;
      long asOf = Long.MIN_VALUE;
      long mass = 0;
      for (int i = 0; i < rows.length; i++) {
        View view = compiled.views().get(i);
        EventFeatures row = joined.getValue().getOnly(rows(view.id()), null);
        if (row != null) {
          rows[i] = row.features();
          event = row.event();
          asOf = Math.max(asOf, row.asOf());
          mass += row.mass();
          ids.put(project.project().entity(view.entity()).key(), row.keys().get(0));
        }
      }
      List<String> entities = new ArrayList<>();
      keys.forEach(key -> entities.add(ids.getOrDefault(key, "")));
      FeatureRow features = compiled.evaluate(rows, request.row(event));
      out.output(new EventFeatures(event, entities, asOf, mass, features));
    }
  }
}
