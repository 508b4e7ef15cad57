package io.twinstream.verify.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.Skipped;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.upsert.RowStep;
import io.twinstream.features.upsert.RowSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Computes the states of all views of a source from its raw records in plain Java, without Beam:
 * the expected result of every pipeline.
 */
public final class Replay {
  private final Source source;
  private final EventDecoder decoder;
  private final List<Of> views = new ArrayList<>();
  private final Set<Long> identities = new HashSet<>();
  private final Project project;

  /** All events, also duplicates, if there are enriched sources; null once these are computed. */
  private List<Event> all;

  private final Map<Reason, Long> deadLetters = new EnumMap<>(Reason.class);
  private long records;
  private long accepted;
  private long duplicates;
  private long newestKnown = Long.MIN_VALUE;

  /** The states of one view so far. */
  private static final class Of {
    private final CompiledView view;
    private final OracleSample sample;
    private final Map<String, EntityState> states = new HashMap<>();

    /** Of a source of changes, by row. */
    private final Map<String, RowSummary> rows = new HashMap<>();

    private long taken;
    private long skipped;

    Of(CompiledView view, OracleSample sample) {
      this.view = view;
      this.sample = sample;
    }

    void add(Event event) {
      String entity = view.key(event);
      if (entity == null) {
        skipped++;
      } else {
        taken++;
      }
      if (view.isOfChanges()) {
        sample.add(event);
        addVersion(event);
      } else if (entity != null) {
        sample.add(event);
        add(entity, event);
      }
    }

    private void add(String entity, Event event) {
      states.put(entity, view.add(states.getOrDefault(entity, view.empty()), event));
    }

    private void addVersion(Event version) {
      RowStep step = view.rowStep();
      RowSummary before = rows.getOrDefault(version.id(), step.empty());
      rows.put(version.id(), step.add(before, version, this::add));
    }
  }

  /**
   * @param sampleOneIn one of this many entities has its events kept for the naive oracle
   */
  public Replay(Project project, String sourceName, int maxBytes, int sampleOneIn) {
    this.project = project;
    this.source = project.source(sourceName);
    Set<String> keys =
        project.viewsOfBase(sourceName).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toUnmodifiableSet());
    this.decoder = TopicDecoders.of(source, keys, maxBytes, WriterSchemas.NONE);
    List<View> made = project.viewsMadeOf(sourceName);
    this.all = made.stream().anyMatch(project::isEnriched) ? new ArrayList<>() : null;
    for (View view : made) {
      CompiledView compiled = CompiledView.of(project, view);
      views.add(new Of(compiled, new OracleSample(project, compiled, sampleOneIn)));
    }
  }

  /**
   * Adds one record; the order does not matter.
   *
   * @return its event, duplicate or not; empty if it is no event
   */
  public Optional<Event> add(RawRecord record) {
    Decoded decoded = decoder.decode(record);
    if (decoded instanceof Skipped) {
      return Optional.empty();
    }
    records++;
    if (decoded instanceof DeadLetter letter) {
      deadLetters.merge(letter.reason(), 1L, Long::sum);
      return Optional.empty();
    }
    Event event = (Event) decoded;
    accepted++;
    newestKnown = Math.max(newestKnown, event.known());
    if (all != null) {
      all.add(event);
    }
    if (source.dedupe() && !identities.add(event.identity())) {
      duplicates++;
    } else {
      addDistinct(event);
    }
    return Optional.of(event);
  }

  private void addDistinct(Event event) {
    for (Of of : views) {
      if (!project.isEnriched(of.view.view())) {
        of.add(event);
      }
    }
  }

  /** Computes the views of enriched sources, which need all events. */
  private void enrich() {
    if (all == null) {
      return;
    }
    Set<Long> seen = new HashSet<>();
    List<Event> distinct =
        all.stream()
            .sorted(Comparator.comparingLong(Event::known).thenComparing(Event::position))
            .filter(event -> !source.dedupe() || seen.add(event.identity()))
            .toList();
    all = null;
    EnrichedHistory history = new EnrichedHistory(project, Map.of(source.name(), distinct));
    for (Of of : views) {
      if (project.isEnriched(of.view.view())) {
        history.events(of.view.view().source()).forEach(of::add);
      }
    }
  }

  /** The encoded states of a view, by entity. */
  public Map<String, byte[]> states(String viewId) {
    Of of = of(viewId);
    Map<String, byte[]> encoded = new HashMap<>();
    of.states.forEach((entity, state) -> encoded.put(entity, of.view.encode(state)));
    return encoded;
  }

  /** The compiled views. */
  public List<CompiledView> views() {
    return views.stream().map(of -> of.view).toList();
  }

  /** The sampled entities of a view, with their events. */
  public OracleSample sample(String viewId) {
    return of(viewId).sample;
  }

  /** The number of distinct events that have a key of the view. */
  public long taken(String viewId) {
    return of(viewId).taken;
  }

  /** The number of distinct events without a key of the view. */
  public long skipped(String viewId) {
    return of(viewId).skipped;
  }

  /** The number of records, except those without a value. */
  public long records() {
    return records;
  }

  public long accepted() {
    return accepted;
  }

  public long duplicates() {
    return duplicates;
  }

  /** The number of records that are no events, by reason. */
  public Map<Reason, Long> deadLetters() {
    return Map.copyOf(deadLetters);
  }

  /** The newest known time of an event, in milliseconds since 1970. */
  public long newestKnown() {
    return newestKnown;
  }

  private Of of(String viewId) {
    enrich();
    return views.stream()
        .filter(of -> of.view.view().id().equals(viewId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no view " + viewId));
  }
}
