package io.twinstream.cli.size;

import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Computes how large a deployment must be: the CPU, memory and bytes that the measured figures give
 * for a {@link Demand}, before any reserve.
 *
 * @param views in the order of definition, those over streams first
 * @param lookups the states of looked-up views that the steps of enriched sources keep again
 * @param events events per second of all sources
 * @param recordBytes bytes per second of all sources
 * @param jobCores cores that the live job uses, with states on the heap
 * @param seenBytes what deduplication keeps, in bytes
 * @param redisCores the share of its one thread that Redis uses for writes
 * @param redisReadCores the same for reads
 * @param serverCores cores that the servers use
 */
record Sizing(
    List<ViewSize> views,
    List<ViewSize> lookups,
    double events,
    double recordBytes,
    double jobCores,
    double seenBytes,
    double redisCores,
    double redisReadCores,
    double serverCores) {

  private static final double MANY = 100_000;

  /** The version and the order of the row of a table. */
  private static final double ROW_BYTES = 16;

  private static final double MICROS = 1e6;

  static Sizing of(Project project, Demand demand) {
    List<ViewSize> views = new ArrayList<>();
    double events = 0;
    double jobMicros = 0;
    double redisMicros = 0;
    double seen = 0;
    for (Source source : project.streams()) {
      double rate = demand.events(source.name());
      List<View> of = project.viewsOf(source.name());
      events += rate;
      jobMicros += demand.logs() ? rate * Figure.LOGS.value : 0;
      if (source.dedupe()) {
        seen += rate * source.maxLateness().toSeconds() * Figure.SEEN_EVENT.value;
      }
      for (View view : of) {
        views.add(size(project, view, demand));
      }
    }
    for (String enriched : project.enriched().keySet()) {
      for (View view : project.viewsOf(enriched)) {
        views.add(size(project, view, demand));
      }
    }
    for (ViewSize size : views) {
      double kib = size.stateBytes() / 1024;
      jobMicros += size.rate() * (Figure.EVENT.value * many(size) + Figure.STATE.value * kib);
      redisMicros += size.rate() * (Figure.REDIS_WRITE.value + Figure.REDIS_STATE.value * kib);
    }
    List<ViewSize> lookups = lookups(project, demand);
    for (ViewSize size : lookups) {
      double kib = size.stateBytes() / 1024;
      jobMicros += size.rate() * (Figure.EVENT.value * many(size) + Figure.STATE.value * kib);
    }
    seen += seenInOrder(project, demand);
    for (View view : project.views().values()) {
      if (project.isOfTable(view)) {
        views.add(ofTable(project, view, demand));
      }
    }
    ReadCost reads = demand.reads().map(each -> ReadCost.of(project, each)).orElse(ReadCost.NONE);
    return new Sizing(
        List.copyOf(views),
        lookups,
        events,
        events * demand.recordBytes(),
        jobMicros / MICROS,
        seen,
        redisMicros / MICROS,
        reads.redisMicros() / MICROS,
        reads.serverMicros() / MICROS);
  }

  /** Each lookup has a state per entity, and handles the events of the view and those to enrich. */
  private static List<ViewSize> lookups(Project project, Demand demand) {
    List<ViewSize> lookups = new ArrayList<>();
    project
        .enriched()
        .forEach(
            (name, made) ->
                made.with()
                    .forEach(
                        (alias, id) -> {
                          ViewSize view = size(project, project.view(id), demand);
                          double rows = demand.events(project.base(name));
                          lookups.add(view.lookedUp(name + "." + alias, view.rate() + rows));
                        }));
    return List.copyOf(lookups);
  }

  /** Enriched sources have a step of their own that drops duplicates of what they are made of. */
  private static double seenInOrder(Project project, Demand demand) {
    return project.enriched().keySet().stream()
        .flatMap(name -> project.bases(name).stream())
        .distinct()
        .map(project::source)
        .filter(Source::dedupe)
        .mapToDouble(
            source ->
                demand.events(source.name())
                    * source.maxLateness().toSeconds()
                    * Figure.SEEN_EVENT.value)
        .sum();
  }

  /** A row of a table is stored as it is; no live job keeps it. */
  private static ViewSize ofTable(Project project, View view, Demand demand) {
    double bytes = ROW_BYTES;
    for (Aggregation each : view.aggregations()) {
      FieldType type =
          project.source(view.source()).schema().field(each.field().orElseThrow()).type();
      boolean isText = type.kind() == FieldType.Kind.STRING;
      bytes += isText ? SampleEvents.TEXT_LENGTH : Long.BYTES;
    }
    int key = (project.name() + ":" + view.id() + "#1234567890123:").length();
    return new ViewSize(
        view.id(),
        demand.entities(view.entity()),
        0,
        1,
        bytes,
        WorstCase.of(project, view).bytes(),
        0,
        RedisMemory.of(key + SampleEvents.TEXT_LENGTH, Math.round(bytes), false));
  }

  private static double many(ViewSize size) {
    return size.entities() > MANY ? Figure.MANY_ENTITIES.value : 1;
  }

  private static ViewSize size(Project project, View view, Demand demand) {
    double entities = demand.entities(view.entity());
    double rate = demand.events(project.base(view.source()));
    SampleView sample = SampleView.of(project, view);
    SampleStates.Sizes sizes =
        new SampleStates(sample, rate / entities, demand.values(), demand.matching()).measure();
    int key = (project.name() + ":" + view.id() + "#1234567890123:").length();
    boolean expires = sample.view().reach().isPresent();
    return new ViewSize(
        view.id(),
        entities,
        rate,
        sizes.events(),
        sizes.bytes(),
        WorstCase.of(project, view).bytes(),
        sizes.heap(),
        RedisMemory.of(key + SampleEvents.TEXT_LENGTH, Math.round(sizes.bytes()), expires));
  }

  /** Encoded states of all entities, as a checkpoint has them, in bytes. */
  double checkpointBytes() {
    return inJob()
            .mapToDouble(each -> each.entities() * (each.stateBytes() + SampleEvents.TEXT_LENGTH))
            .sum()
        + seenBytes;
  }

  /** The states that the live job keeps, without the rows of tables. */
  private Stream<ViewSize> inJob() {
    return Stream.concat(views.stream().filter(each -> each.rate() > 0), lookups.stream());
  }

  double redisBytes() {
    return views.stream().mapToDouble(each -> each.entities() * each.redisBytes()).sum();
  }

  /** What states and seen events take on the heaps of all task managers. */
  double stateHeapBytes() {
    return inJob()
            .mapToDouble(each -> each.entities() * (each.heapBytes() + Figure.KEY.value))
            .sum()
        + seenBytes;
  }

  double writes() {
    return views.stream().mapToDouble(ViewSize::rate).sum();
  }

  /** Bytes per second of the states that are written to Redis. */
  double writtenBytes() {
    return views.stream().mapToDouble(each -> each.rate() * each.stateBytes()).sum();
  }
}
