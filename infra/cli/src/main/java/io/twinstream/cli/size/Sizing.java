package io.twinstream.cli.size;

import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes how large a deployment must be: the CPU, memory and bytes that the measured figures give
 * for a {@link Demand}, before any reserve.
 *
 * @param views in the order of definition
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
    double events,
    double recordBytes,
    double jobCores,
    double seenBytes,
    double redisCores,
    double redisReadCores,
    double serverCores) {

  private static final double MANY = 100_000;
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
        ViewSize size = size(project, view, demand);
        views.add(size);
        double kib = size.stateBytes() / 1024;
        jobMicros += rate * (Figure.EVENT.value * many(size) + Figure.STATE.value * kib);
        redisMicros += rate * (Figure.REDIS_WRITE.value + Figure.REDIS_STATE.value * kib);
      }
    }
    ReadCost reads = demand.reads().map(each -> ReadCost.of(project, each)).orElse(ReadCost.NONE);
    return new Sizing(
        List.copyOf(views),
        events,
        events * demand.recordBytes(),
        jobMicros / MICROS,
        seen,
        redisMicros / MICROS,
        reads.redisMicros() / MICROS,
        reads.serverMicros() / MICROS);
  }

  private static double many(ViewSize size) {
    return size.entities() > MANY ? Figure.MANY_ENTITIES.value : 1;
  }

  private static ViewSize size(Project project, View view, Demand demand) {
    double entities = demand.entities(view.entity());
    double rate = demand.events(view.source());
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
    return views.stream()
            .mapToDouble(each -> each.entities() * (each.stateBytes() + SampleEvents.TEXT_LENGTH))
            .sum()
        + seenBytes;
  }

  double redisBytes() {
    return views.stream().mapToDouble(each -> each.entities() * each.redisBytes()).sum();
  }

  /** What states and seen events take on the heaps of all task managers. */
  double stateHeapBytes() {
    return views.stream()
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
