package io.twinstream.beam;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.features.expression.EventRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Computes the features of a service over history, for rows at events: either the events of one of
 * the views' sources, or a spine. Bounded.
 *
 * <p>The rows pass from view to view; each adds its features for the entity that the row's event
 * names, as of the event's time. At the end the event stands for the request, and the service is
 * evaluated. Of an event that names no entity of a view's kind, that view's features are null.
 */
public final class ComputeService extends PTransform<PCollectionTuple, ComputedFeatures> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String service;
  private final String rowSource;
  private final boolean isSpine;
  private final Visibility visibility;
  private final List<String> passThrough;

  private ComputeService(
      ShippedProject project,
      String service,
      String rowSource,
      boolean isSpine,
      Visibility visibility,
      List<String> passThrough) {
    this.project = project;
    this.service = service;
    this.rowSource = rowSource;
    this.isSpine = isSpine;
    this.visibility = visibility;
    this.passThrough = List.copyOf(passThrough);
    Project of = project.project();
    Schema schema = of.source(rowSource).schema();
    EventRequest.of(compiled().request(), schema);
    keys(of, compiled()).forEach(schema::slot);
    this.passThrough.forEach(schema::slot);
  }

  /**
   * Rows at the distinct events of a source.
   *
   * @param service by {@code name@version}
   * @param source that at least one view of the service is of
   * @param passThrough the events' fields that are wanted beside the features
   * @throws IllegalArgumentException if the events lack a key of the service's entities, or have a
   *     request's field with another type, or have not a field that is to pass through
   */
  public static ComputeService atEvents(
      ShippedProject project,
      String service,
      String source,
      Visibility visibility,
      List<String> passThrough) {
    return new ComputeService(project, service, source, false, visibility, passThrough);
  }

  /**
   * Rows at the rows of a spine, taken under {@link #SPINE}.
   *
   * @param source whose events the spine's rows are: for {@link Visibility#SELF} that of the views
   *     which are to see them
   * @throws IllegalArgumentException as {@link #atEvents}
   */
  public static ComputeService atSpine(
      ShippedProject project,
      String service,
      String source,
      Visibility visibility,
      List<String> passThrough) {
    return new ComputeService(project, service, source, true, visibility, passThrough);
  }

  /** The rows for which features are wanted, where they are not the events of history. */
  public static final TupleTag<Event> SPINE = new TupleTag<>("spine") {};

  /** The key fields of a service's entities, in the order of its views. */
  public static List<String> keys(Project project, CompiledService service) {
    return service.views().stream()
        .map(view -> project.entity(view.entity()).key())
        .distinct()
        .toList();
  }

  private CompiledService compiled() {
    Project of = project.project();
    return CompiledService.of(of, of.service(service));
  }

  /** The views of the service, by id. */
  private List<ShippedView> views() {
    return compiled().views().stream().map(view -> new ShippedView(project, view.id())).toList();
  }

  @Override
  public ComputedFeatures expand(PCollectionTuple history) {
    ComputedFeatures computed = new ComputedFeatures(history.getPipeline());
    List<String> ids = views().stream().map(ShippedView::id).toList();
    Map<String, Packed<Event>> events = HistoryEvents.distinct(project, ids, history);
    EventCoder shipped = EventCoder.of(project, rowSource, shippedFields());
    PartialRowCoder coder = PartialRowCoder.of(shipped);
    Packed<PartialRow> rows =
        (isSpine ? Packed.of("Spine", history.get(SPINE)) : events.get(rowSource))
            .map(PartialRow::at);
    for (ShippedView view : views()) {
      Packed<Event> ofView = events.get(view.source().name());
      ReplayView replayed =
          !isSpine && view.source().name().equals(rowSource)
              ? ReplayView.atEvents(view.id(), view, rows, coder, visibility)
              : ReplayView.atRows(view.id(), view, ofView, rows, coder, rowSource, visibility);
      computed.states(view.id(), replayed.states());
      rows = replayed.rows();
      coder = coder.behind(view);
    }
    computed.rows(
        service, rows.map(new Evaluate(this)), EventFeaturesCoder.of(shipped, compiled().types()));
    return computed;
  }

  /** The fields of rows that a later step looks at. */
  private Set<String> shippedFields() {
    Source source = project.project().source(rowSource);
    Set<String> fields = new HashSet<>(passThrough);
    fields.addAll(keys(project.project(), compiled()));
    for (Field field : compiled().request().fields()) {
      if (source.schema().has(field.name())) {
        fields.add(field.name());
      }
    }
    for (ShippedView view : views()) {
      if (view.source().name().equals(rowSource)) {
        fields.addAll(FieldsOfView.of(view));
      }
    }
    return fields;
  }

  /** Computes the service where all its views' features are there. */
  private static final class Evaluate implements SerializableFunction<PartialRow, EventFeatures> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String service;
    private final String rowSource;
    private transient CompiledService compiled;
    private transient EventRequest request;

    Evaluate(ComputeService of) {
      this.project = of.project;
      this.service = of.service;
      this.rowSource = of.rowSource;
    }

    @Override
    public EventFeatures apply(PartialRow row) {
      if (compiled == null) {
        Project of = project.project();
        compiled = CompiledService.of(of, of.service(service));
        request = EventRequest.of(compiled.request(), of.source(rowSource).schema());
      }
      FeatureRow[] views = row.views().toArray(FeatureRow[]::new);
      FeatureRow features = compiled.evaluate(views, request.row(row.event()));
      return new EventFeatures(row.event(), row.asOf(), row.mass(), features);
    }
  }
}
