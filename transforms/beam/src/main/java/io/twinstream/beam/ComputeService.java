package io.twinstream.beam;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.expression.CompiledService;
import io.twinstream.features.expression.EventRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollectionTuple;

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

  /** What the counters begin with of features that are not the same by known time. */
  public static final String DIFFERING = "as_occurred_differs.";

  private final ShippedProject project;
  private final String service;
  private final RowsAt rowsAt;
  private final Visibility visibility;
  private final List<String> passThrough;
  private final boolean asOccurred;
  private final transient HistoryPart part;

  private ComputeService(
      ShippedProject project,
      String service,
      RowsAt rowsAt,
      Visibility visibility,
      List<String> passThrough,
      boolean asOccurred,
      HistoryPart part) {
    this.project = project;
    this.service = service;
    this.rowsAt = rowsAt;
    this.visibility = visibility;
    this.passThrough = List.copyOf(passThrough);
    this.asOccurred = asOccurred;
    this.part = part;
  }

  private static ComputeService of(
      ShippedProject project,
      String service,
      RowsAt rowsAt,
      Visibility visibility,
      List<String> passThrough) {
    ComputeService compute =
        new ComputeService(
            project, service, rowsAt, visibility, passThrough, false, HistoryPart.ALL);
    compute.requireFields();
    return compute;
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
    return of(project, service, RowsAt.events(source), visibility, passThrough);
  }

  /**
   * Rows at the rows of a spine, taken like the events of a source.
   *
   * @param source of the spine's rows
   * @param own the source whose events the rows are, the fields of which are the first of the
   *     spine's; empty if they are none: then no row sees an event of its own
   * @throws IllegalArgumentException as {@link #atEvents}
   */
  public static ComputeService atSpine(
      ShippedProject project,
      String service,
      String source,
      Optional<String> own,
      Visibility visibility,
      List<String> passThrough) {
    return of(project, service, RowsAt.spine(source, own), visibility, passThrough);
  }

  /**
   * The same, of a spine whose rows are all the events of their source, each once: these are then
   * not taken a second time.
   *
   * @throws IllegalStateException if the rows are not events, or the source's are de-duplicated
   */
  public ComputeService ofAllEvents() {
    return new ComputeService(
        project,
        service,
        rowsAt.ofAllEvents(project.project()),
        visibility,
        passThrough,
        asOccurred,
        part);
  }

  /**
   * The same, taking every event as known when it happened. The values that differ from those of
   * known time are counted, by feature, under {@link #DIFFERING}.
   */
  public ComputeService asOccurred() {
    return new ComputeService(project, service, rowsAt, visibility, passThrough, true, part);
  }

  /** Of a part of history, which goes on from the states that the part before it has left. */
  public ComputeService of(HistoryPart which) {
    return new ComputeService(project, service, rowsAt, visibility, passThrough, asOccurred, which);
  }

  /** The key fields of a service's entities, in the order of its views. */
  public static List<String> keys(Project project, CompiledService service) {
    return service.views().stream()
        .map(view -> project.entity(view.entity()).key())
        .distinct()
        .toList();
  }

  private void requireFields() {
    Project of = project.project();
    Schema schema = of.source(rowsAt.source()).schema();
    EventRequest.of(compiled().request(), schema);
    keys(of, compiled()).forEach(schema::slot);
    passThrough.forEach(schema::slot);
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
    List<String> ids =
        views().stream()
            .filter(view -> !rowsAt.isSpine() || !rowsAt.areEventsOf(view))
            .map(ShippedView::id)
            .toList();
    Map<String, Packed<Event>> events = HistoryEvents.distinct(project, ids, history, part);
    EventCoder shipped = EventCoder.of(project, rowsAt.source(), shippedFields());
    Packed<Event> at =
        rowsAt.isSpine()
            ? HistoryEvents.of(project, rowsAt.source(), history)
            : events.get(rowsAt.source());
    Chain chain = new Chain(at.map(PartialRow::at), PartialRowCoder.of(shipped));
    for (ShippedView view : views()) {
      ReplayView replayed = replay(view.id(), view, events, chain, false);
      computed.states(view.id(), replayed.states());
      chain = new Chain(replayed.rows(), chain.coder.behind(view));
    }
    if (asOccurred) {
      chain = new Chain(chain.rows.map(PartialRow::asOccurred), chain.coder);
      for (ShippedView view : views()) {
        ReplayView replayed = replay(view.id() + "/AsOccurred", view, events, chain, true);
        chain = new Chain(replayed.rows(), chain.coder.behind(view));
      }
    }
    computed.rows(
        service,
        chain.rows.map(new EvaluateService(project, service, rowsAt.source(), asOccurred)),
        EventFeaturesCoder.of(shipped, compiled().types()));
    return computed;
  }

  /** Rows on their way. */
  private record Chain(Packed<PartialRow> rows, PartialRowCoder coder) {}

  private ReplayView replay(
      String name,
      ShippedView view,
      Map<String, Packed<Event>> events,
      Chain chain,
      boolean occurred) {
    if (rowsAt.areEventsOf(view)) {
      return ReplayView.atEvents(
          name, view, part.before(view.id()), chain.rows, chain.coder, rowsAt.source(), visibility);
    }
    String source = view.source().name();
    Packed<Event> ofView = events.get(source);
    return ReplayView.atRows(
        name,
        view,
        part.before(view.id()),
        occurred ? ofView.map(Event::asOccurred) : ofView,
        chain.rows,
        chain.coder,
        rowsAt.source(),
        rowsAt.isOwn(source),
        visibility);
  }

  /** The fields of rows that a later step looks at. */
  private Set<String> shippedFields() {
    Schema schema = project.project().source(rowsAt.source()).schema();
    Set<String> fields = new HashSet<>(passThrough);
    fields.addAll(keys(project.project(), compiled()));
    for (Field field : compiled().request().fields()) {
      if (schema.has(field.name())) {
        fields.add(field.name());
      }
    }
    for (ShippedView view : views()) {
      if (rowsAt.isOwn(view.source().name())) {
        fields.addAll(FieldsOfView.of(view));
      }
    }
    return fields;
  }
}
