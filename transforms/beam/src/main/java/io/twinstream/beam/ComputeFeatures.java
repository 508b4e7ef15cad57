package io.twinstream.beam;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Computes the states, and if asked for the rows, of some views from the events of their sources.
 *
 * <p>This is the one computation of live and history: the {@link Mode} decides how it is carried
 * out and nothing else. For the same set of events both give the same states byte for byte.
 */
public final class ComputeFeatures extends PTransform<PCollectionTuple, ComputedFeatures> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final List<String> views;
  private final Mode mode;
  private final transient Optional<Visibility> rows;

  private ComputeFeatures(
      ShippedProject project, List<String> views, Mode mode, Optional<Visibility> rows) {
    this.project = project;
    this.views = views;
    this.mode = mode;
    this.rows = rows;
  }

  /**
   * States alone.
   *
   * @param views by {@code name@version}
   */
  public static ComputeFeatures of(ShippedProject project, List<String> views, Mode mode) {
    return new ComputeFeatures(project, List.copyOf(views), mode, Optional.empty());
  }

  /** Rows too. */
  public ComputeFeatures withRows(Optional<Visibility> which) {
    return new ComputeFeatures(project, views, mode, which);
  }

  /** The tag under which the events of a source are taken. */
  public static TupleTag<Event> events(String source) {
    return new TupleTag<>("events:" + source) {};
  }

  /** The sources that the views take events of, in the order of the views. */
  public static Set<String> sources(ShippedProject project, List<String> views) {
    Set<String> sources = new LinkedHashSet<>();
    for (String view : views) {
      sources.add(project.project().view(view).source());
    }
    return sources;
  }

  @Override
  public ComputedFeatures expand(PCollectionTuple events) {
    ComputedFeatures computed = new ComputedFeatures(events.getPipeline());
    for (String name : sources(project, views)) {
      Source source = project.project().source(name);
      PCollection<Event> distinct = events.get(events(name));
      if (source.dedupe()) {
        distinct = distinct.apply(name + "/DropDuplicates", DropDuplicates.of(project, name, mode));
      }
      for (String view : viewsOf(name)) {
        aggregate(computed, new ShippedView(project, view), distinct);
      }
    }
    return computed;
  }

  private List<String> viewsOf(String source) {
    List<String> taking = new ArrayList<>(views);
    taking.removeIf(view -> !project.project().view(view).source().equals(source));
    return taking;
  }

  private void aggregate(ComputedFeatures computed, ShippedView view, PCollection<Event> events) {
    PCollectionTuple outputs =
        events
            .apply(view.id() + "/KeyByEntity", KeyByEntity.of(view).withAllFields(rows.isPresent()))
            .apply(view.id() + "/AggregateView", AggregateView.of(view, mode).withRows(rows));
    computed.states(view.id(), outputs.get(AggregateView.STATES));
    if (rows.isPresent()) {
      computed.rows(view.id(), outputs.get(AggregateView.ROWS));
    }
  }
}
