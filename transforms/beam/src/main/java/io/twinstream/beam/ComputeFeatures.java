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
import io.twinstream.beam.history.RowsOfView;
import io.twinstream.beam.live.AggregateView;
import io.twinstream.beam.live.DropDuplicates;
import io.twinstream.beam.live.KeyByEntity;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Spread;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Computes the states of views, and optionally their feature rows, from the events of their
 * sources.
 *
 * <p>Live and historical jobs use this transform; the {@link Mode} only selects the execution. For
 * the same set of events both produce the same states, byte for byte.
 */
public final class ComputeFeatures extends PTransform<PCollectionTuple, ComputedFeatures> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final List<String> views;
  private final Mode mode;
  private final transient Optional<Visibility> rows;
  private final transient List<String> passThrough;
  private final transient ChunkStart part;
  private final transient SerializableFunction<EventFeatures, Long> groups;

  private ComputeFeatures(
      ShippedProject project,
      List<String> views,
      Mode mode,
      Optional<Visibility> rows,
      List<String> passThrough,
      ChunkStart part,
      SerializableFunction<EventFeatures, Long> groups) {
    this.part = part;
    this.groups = groups;
    this.project = project;
    this.views = views;
    this.mode = mode;
    this.rows = rows;
    this.passThrough = passThrough;
  }

  /**
   * Computes only states.
   *
   * @param views by {@code name@version}
   */
  public static ComputeFeatures of(ShippedProject project, List<String> views, Mode mode) {
    return new ComputeFeatures(
        project, List.copyOf(views), mode, Optional.empty(), List.of(), ChunkStart.ALL, row -> 0L);
  }

  /** Also computes rows, with the given visibility of events. */
  public ComputeFeatures withRows(Optional<Visibility> which) {
    return new ComputeFeatures(project, views, mode, which, passThrough, part, groups);
  }

  /** Computes one chunk of history, from the states at the end of the chunk before it. */
  public ComputeFeatures withChunk(ChunkStart which) {
    return new ComputeFeatures(project, views, mode, rows, passThrough, which, groups);
  }

  /** Packs rows of history by this number, which has at most some thousands of values. */
  public ComputeFeatures withGroups(SerializableFunction<EventFeatures, Long> number) {
    return new ComputeFeatures(project, views, mode, rows, passThrough, part, number);
  }

  /** Sets the fields of events to keep in addition to the features of rows. */
  public ComputeFeatures withPassThrough(List<String> fields) {
    return new ComputeFeatures(project, views, mode, rows, List.copyOf(fields), part, groups);
  }

  @Override
  public ComputedFeatures expand(PCollectionTuple events) {
    ComputedFeatures computed = new ComputedFeatures(events.getPipeline());
    if (mode == Mode.LIVE) {
      update(computed, events);
    } else {
      Map<String, Packed<Event>> distinct =
          HistoryEvents.distinct(project, views, events, part, computed);
      for (String id : views) {
        ShippedView view = new ShippedView(project, id);
        replay(computed, view, distinct.get(view.source().name()));
      }
    }
    return computed;
  }

  private void update(ComputedFeatures computed, PCollectionTuple events) {
    EnrichLive enrich = new EnrichLive(project, events, computed);
    for (String name : project.ownSources(views)) {
      String base = project.project().base(name);
      Optional<PCollection<Event>> asking =
          events.has(SourceTags.asking(base))
              ? Optional.of(events.get(SourceTags.asking(base)))
              : Optional.empty();
      PCollection<Event> distinct =
          name.equals(base) ? events.get(SourceTags.events(name)) : enrich.events(name);
      if (project.project().source(name).dedupe()) {
        distinct = distinct.apply(name + "/DropDuplicates", DropDuplicates.of(project, name));
      }
      for (String id : views) {
        ShippedView view = new ShippedView(project, id);
        if (view.source().name().equals(name)) {
          update(computed, view, distinct, asking);
        }
      }
    }
  }

  private void update(
      ComputedFeatures computed,
      ShippedView view,
      PCollection<Event> events,
      Optional<PCollection<Event>> asking) {
    if (rows.isPresent()) {
      project.project().requireNoVersions(view.source().name());
    }
    KeyByEntity byEntity = KeyByEntity.of(view).withAllFields(rows.isPresent());
    PCollection<KV<String, Event>> keyed =
        view.source().isOfChanges()
            ? RowChanges.live(view, events)
            : events.apply(view.id() + "/KeyByEntity", byEntity);
    if (asking.isPresent()) {
      PCollection<KV<String, Event>> entities =
          asking.get().apply(view.id() + "/KeyOfAsking", byEntity.entities());
      keyed =
          PCollectionList.of(keyed)
              .and(entities)
              .apply(view.id() + "/WithAsking", Flatten.pCollections());
    }
    PCollectionTuple outputs =
        keyed.apply(view.id() + "/AggregateView", AggregateView.of(view, rows));
    computed.states(view.id(), outputs.get(AggregateView.STATES));
    if (rows.isPresent()) {
      computed.rows(view.id(), outputs.get(AggregateView.ROWS));
    }
  }

  private void replay(ComputedFeatures computed, ShippedView view, Packed<Event> events) {
    String name = view.id() + "/ReplayView";
    PCollection<KV<String, EntityState>> before = part.before(view.id());
    String source = view.source().name();
    boolean changes = view.source().isOfChanges();
    if (rows.isEmpty()) {
      PartialRowForm none = PartialRowForm.of(EventCoder.of(view));
      ReplayView replay = ReplayView.of(name, view, none, Visibility.EXCLUSIVE);
      var moments =
          PCollectionList.of(replay.events(changes ? RowChanges.history(view, events) : events));
      computed.states(
          view.id(), replay.replay(moments, before, RowsOfView.OTHERS, Spread.none()).states());
      return;
    }
    if (rows.get() == Visibility.SELF) {
      project.project().requireNoVersions(source);
    }
    EventCoder shipped = EventCoder.of(project, source, shippedFields(view));
    ReplayView replay = ReplayView.of(name, view, PartialRowForm.of(shipped), rows.get());
    Packed<PartialRow> ownRows = events.map(PartialRow::at);
    var moments =
        changes
            ? PCollectionList.of(replay.events(RowChanges.history(view, events)))
                .and(replay.versions(ownRows))
            : PCollectionList.of(replay.ownRows(ownRows));
    EventFeaturesCoder coder = EventFeaturesCoder.of(shipped, view.compiled().types());
    ReplayView.Replayed replayed =
        replay.replay(
            moments,
            before,
            changes ? RowsOfView.VERSIONS : RowsOfView.EVENTS,
            Spread.of(ComputeFeatures::features, groups, coder));
    computed.states(view.id(), replayed.states());
    computed.rows(view.id(), replayed.rows(), coder);
  }

  /** Returns the row of one view. */
  private static EventFeatures features(PartialRow row) {
    return new EventFeatures(row.event(), row.asOf(), row.count(), row.views().get(0));
  }

  private Set<String> shippedFields(ShippedView view) {
    Source source = view.source();
    Set<String> fields = new HashSet<>(FieldsOfView.of(view));
    fields.add(project.project().entity(view.compiled().view().entity()).key());
    for (String field : passThrough) {
      source.schema().slot(field);
      fields.add(field);
    }
    return fields;
  }
}
