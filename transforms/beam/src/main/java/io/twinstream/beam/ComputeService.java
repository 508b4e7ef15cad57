package io.twinstream.beam;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.EventFeaturesCoder;
import io.twinstream.beam.coder.FieldsOfView;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.ChunkStart;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.history.PartialRowForm;
import io.twinstream.beam.history.ReplayView;
import io.twinstream.beam.history.RowsAt;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Spread;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Computes the features of a service over history. Its rows are at events: either the events of a
 * source of the service's views, or the rows of a spine. Bounded.
 *
 * <p>The rows pass from view to view. Each view adds its features for the entity that the row's
 * event names, as of the time of the event. At the end the fields of the event are used as the
 * request, and the service is evaluated. If an event does not name the entity of a view, the
 * features of this view are those of an entity without events: counts 0, others null.
 */
public final class ComputeService extends PTransform<PCollectionTuple, ComputedFeatures> {
  private static final long serialVersionUID = 1;

  /** The prefix of the counters of features that differ between event time and known time. */
  public static final String DIFFERING = "as_occurred_differs.";

  private final ShippedProject project;
  private final String service;
  private final RowsAt rowsAt;
  private final Visibility visibility;
  private final List<String> passThrough;
  private final boolean asOccurred;
  private final transient ChunkStart part;
  private final transient SerializableFunction<EventFeatures, Long> groups;

  private ComputeService(
      ShippedProject project,
      String service,
      RowsAt rowsAt,
      Visibility visibility,
      List<String> passThrough,
      boolean asOccurred,
      ChunkStart part,
      SerializableFunction<EventFeatures, Long> groups) {
    this.project = project;
    this.service = service;
    this.rowsAt = rowsAt;
    this.visibility = visibility;
    this.passThrough = List.copyOf(passThrough);
    this.asOccurred = asOccurred;
    this.part = part;
    this.groups = groups;
  }

  private static ComputeService of(
      ShippedProject project,
      String service,
      RowsAt rowsAt,
      Visibility visibility,
      List<String> passThrough) {
    ComputeService compute =
        new ComputeService(
            project, service, rowsAt, visibility, passThrough, false, ChunkStart.ALL, row -> 0L);
    compute.requireFields();
    return compute;
  }

  /**
   * Computes rows at the distinct events of a source.
   *
   * @param service by {@code name@version}
   * @param source the source of at least one view of the service
   * @param passThrough the fields of the events to keep in addition to the features
   * @throws IllegalArgumentException if the events lack a key of the service's entities, if a field
   *     of the request has another type in the events, or if the events lack a field to pass
   *     through
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
   * Computes rows at the rows of a spine, which are read like the events of a source.
   *
   * @param source the source of the spine's rows
   * @param events the source of the events that the rows name by their ids; no row sees the events
   *     that it names. With visibility {@code self} the rows are events of that source, and the
   *     spine begins with its fields. Empty if rows name no events
   * @throws IllegalArgumentException as {@link #atEvents}
   */
  public static ComputeService atSpine(
      ShippedProject project,
      String service,
      String source,
      Optional<String> events,
      Visibility visibility,
      List<String> passThrough) {
    return of(project, service, RowsAt.spine(source, events), visibility, passThrough);
  }

  /**
   * Declares that the rows of the spine are exactly the events of their source, each once, so these
   * events are not read a second time.
   *
   * @throws IllegalStateException if the rows are not events, or the source is de-duplicated, or a
   *     view is of an enriched source
   */
  public ComputeService withAllEvents() {
    project.project().requireEvents(compiled().views(), "read the history of its events");
    return new ComputeService(
        project,
        service,
        rowsAt.ofAllEvents(project.project()),
        visibility,
        passThrough,
        asOccurred,
        part,
        groups);
  }

  /**
   * Treats every event as known when it happened. Values that differ from those by known time are
   * counted per feature under {@link #DIFFERING}.
   */
  public ComputeService withOccurredTime() {
    return new ComputeService(
        project, service, rowsAt, visibility, passThrough, true, part, groups);
  }

  /** Computes one chunk of history, from the states at the end of the chunk before it. */
  public ComputeService withChunk(ChunkStart which) {
    return new ComputeService(
        project, service, rowsAt, visibility, passThrough, asOccurred, which, groups);
  }

  /** Packs rows by this number, which has at most some thousands of values. */
  public ComputeService withGroups(SerializableFunction<EventFeatures, Long> number) {
    return new ComputeService(
        project, service, rowsAt, visibility, passThrough, asOccurred, part, number);
  }

  /** Returns the key fields of a service's entities, in the order of its views. */
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
    compiled().views().forEach(view -> rowsAt.rowsOf(of, view.source(), visibility));
    if (visibility == Visibility.SELF) {
      compiled().views().stream()
          .filter(view -> rowsAt.isOwn(view.source()))
          .forEach(view -> of.requireNoVersions(view.source()));
    }
  }

  private CompiledService compiled() {
    Project of = project.project();
    return CompiledService.of(of, of.service(service));
  }

  /** Returns the views of the service, by id. */
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
    Map<String, Packed<Event>> events =
        HistoryEvents.distinct(project, ids, history, part, computed);
    Packed<Event> at =
        rowsAt.isSpine()
            ? HistoryEvents.of(project, rowsAt.source(), history)
            : events.get(rowsAt.source());
    EventCoder shipped = EventCoder.of(project, rowsAt.source(), shippedFields());
    List<Passage> passages = passages(shipped);
    Passage first = passages.get(0);
    PCollection<KV<Long, byte[]>> rows =
        first.replay.rows(at.map(PartialRow::at), rowsAt.source(), rowsAt.areEventsOf(first.view));
    EventFeaturesCoder coder = EventFeaturesCoder.of(shipped, compiled().types());
    for (int i = 0; i < passages.size(); i++) {
      Passage passage = passages.get(i);
      Spread<PartialRow> next =
          i + 1 < passages.size()
              ? rowsTo(passage, passages.get(i + 1))
              : Spread.of(
                  new EvaluateService(project, service, rowsAt.source(), asOccurred),
                  groups,
                  coder);
      ReplayView.Replayed replayed = replay(passage, events, rows, next);
      if (!passage.occurred) {
        computed.states(passage.view.id(), replayed.states());
      }
      rows = replayed.rows();
    }
    computed.rows(service, rows, coder);
    return computed;
  }

  /** A view that the rows pass through. */
  private record Passage(ShippedView view, boolean occurred, ReplayView replay) {}

  private List<Passage> passages(EventCoder shipped) {
    List<Passage> passages = new ArrayList<>();
    PartialRowForm rows = PartialRowForm.of(shipped);
    for (boolean occurred : asOccurred ? List.of(false, true) : List.of(false)) {
      for (ShippedView view : views()) {
        String name = view.id() + (occurred ? "/AsOccurred" : "");
        passages.add(new Passage(view, occurred, ReplayView.of(name, view, rows, visibility)));
        rows = rows.behind(view);
      }
    }
    return passages;
  }

  private Spread<PartialRow> rowsTo(Passage from, Passage to) {
    boolean areEvents = rowsAt.areEventsOf(to.view);
    return to.occurred && !from.occurred
        ? to.replay.rowsAsOccurredTo(rowsAt.source(), areEvents)
        : to.replay.rowsTo(rowsAt.source(), areEvents);
  }

  private ReplayView.Replayed replay(
      Passage passage,
      Map<String, Packed<Event>> events,
      PCollection<KV<Long, byte[]>> rows,
      Spread<PartialRow> next) {
    String source = passage.view.source().name();
    PCollectionList<KV<Long, byte[]>> moments = PCollectionList.of(rows);
    if (!rowsAt.areEventsOf(passage.view)) {
      Packed<Event> ofSource = events.get(source);
      Packed<Event> ofView =
          passage.view.source().isOfChanges()
              ? RowChanges.history(passage.view, ofSource)
              : ofSource;
      moments =
          PCollectionList.of(
                  passage.occurred
                      ? passage.replay.eventsAsOccurred(ofView)
                      : passage.replay.events(ofView))
              .and(rows);
    }
    return passage.replay.replay(
        moments,
        part.before(passage.view.id()),
        rowsAt.rowsOf(project.project(), source, visibility),
        next);
  }

  /** Returns the fields of rows that a later step reads. */
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
      if (rowsAt.areEventsOf(view)
          || visibility == Visibility.SELF && rowsAt.isOwn(view.source().name())) {
        fields.addAll(FieldsOfView.of(view));
      }
    }
    return fields;
  }
}
