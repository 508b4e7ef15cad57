package io.twinstream.local.simulation;

import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Disorder, duplicates and corrupt records in given shares, as a pure function of a seed and of the
 * number of the record. Labelled rows are left alone.
 */
public final class Faults implements Consumer<SimulatedRecord> {
  private static final int FATE = 21;
  private static final Kind[] KINDS = Kind.values();

  private final long seed;
  private final double duplicates;
  private final double bad;
  private final long disorder;
  private final Consumer<SimulatedRecord> sink;
  private final Map<Reason, Long> spoiled = new EnumMap<>(Reason.class);

  /** Delayed records by the time at which they appear. */
  private final TreeMap<Long, List<SimulatedRecord>> delayed = new TreeMap<>();

  private long count;
  private long duplicated;
  private long written;

  private enum Kind {
    TRUNCATED(Reason.MALFORMED),
    EMPTY(Reason.MALFORMED),
    NOT_AN_OBJECT(Reason.MALFORMED),
    NO_TIME(Reason.MISSING_FIELD),
    TEXT_AS_TIME(Reason.WRONG_TYPE);

    private final Reason reason;

    Kind(Reason reason) {
      this.reason = reason;
    }
  }

  /**
   * @param duplicates the share of records that appear twice, 0 to 1
   * @param bad the share of corrupt records, 0 to 1
   * @param disorder how much later than its time a record may appear
   */
  public Faults(
      long seed, double duplicates, double bad, Duration disorder, Consumer<SimulatedRecord> sink) {
    if (!(duplicates >= 0 && duplicates <= 1) || !(bad >= 0 && bad <= 1)) {
      throw new IllegalArgumentException(
          "shares must be from 0 to 1, are " + duplicates + " and " + bad);
    }
    this.seed = seed;
    this.duplicates = duplicates;
    this.bad = bad;
    this.disorder = disorder.toMillis();
    this.sink = sink;
  }

  @Override
  public void accept(SimulatedRecord record) {
    if (record.source().equals(Simulation.LABELLED)) {
      sink.accept(record);
      return;
    }
    SplittableRandom fate = Chance.of(seed, FATE, count);
    count++;
    boolean spoil = fate.nextDouble() < bad;
    boolean twice = fate.nextDouble() < duplicates;
    SimulatedRecord out = spoil ? spoil(record, KINDS[fate.nextInt(KINDS.length)]) : record;
    appear(out, fate);
    if (twice) {
      duplicated++;
      appear(out, fate);
    }
  }

  private void appear(SimulatedRecord record, SplittableRandom fate) {
    if (disorder == 0) {
      write(record);
      return;
    }
    long at = record.time() + fate.nextLong(disorder + 1);
    delayed.computeIfAbsent(at, key -> new ArrayList<>()).add(record);
    release(record.time());
  }

  private void release(long before) {
    while (!delayed.isEmpty() && delayed.firstKey() < before) {
      delayed.pollFirstEntry().getValue().forEach(this::write);
    }
  }

  private void write(SimulatedRecord record) {
    written++;
    sink.accept(record);
  }

  /** Writes what is still delayed. */
  public void flush() {
    release(Long.MAX_VALUE);
  }

  private SimulatedRecord spoil(SimulatedRecord good, Kind kind) {
    spoiled.merge(kind.reason, 1L, Long::sum);
    String json = new String(good.payload(), StandardCharsets.UTF_8);
    byte[] payload =
        switch (kind) {
          case TRUNCATED -> Arrays.copyOf(good.payload(), good.payload().length / 2);
          case EMPTY -> new byte[0];
          case NOT_AN_OBJECT -> bytes("[" + json + "]");
          case NO_TIME -> bytes(json.replace("\"timestamp\"", "\"time\""));
          case TEXT_AS_TIME -> bytes(json.replace("\"timestamp\":\"", "\"timestamp\":\"at "));
        };
    return new SimulatedRecord(good.source(), good.key(), good.time(), payload);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The number of records that were duplicated. */
  public long duplicated() {
    return duplicated;
  }

  /** The number of corrupt records by the reason of the expected dead letter. */
  public Map<Reason, Long> spoiled() {
    return Map.copyOf(spoiled);
  }

  /** The number of records that were written, with duplicates. */
  public long written() {
    return written;
  }
}
