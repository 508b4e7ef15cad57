package io.twinstream.cli.size;

/** A figure that was measured, and where it is recorded. {@code FigureTest} checks the records. */
enum Figure {
  EVENT(
      20.2,
      "us of CPU of the live job per event and view, measured with one view",
      Figure.RESULTS,
      "2026-11-30: speed before and after the code was moved into packages",
      "| its CPU per event, us | 19.0, 17.9, 18.2 | 21.3, 18.7, 20.7 |"),
  MANY_ENTITIES(
      15.5 / 8.6,
      "times the CPU per event with 1,000,000 instead of 100,000 entities",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "| 4 M | 1 M, uniform | heap | idle otherwise | 89,505/s | | 15.5 | |"),
  ROCKSDB(
      20.8 / 15.5,
      "times the CPU per event with RocksDB",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "| 1.5 M | 1 M, uniform | RocksDB | idle otherwise | 67,257/s | | 20.8 | |"),
  LOGS(
      30.2 - 8.6,
      "us of CPU per event for the archive and the rows as served",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "| idle otherwise | 51,889/s | | 30.2 | |"),
  HIGHEST_RATE(
      134_865,
      "events/s, the highest rate from Kafka to Redis that was measured, on 2 cores",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "134,865/s"),
  RECORD(
      223,
      "bytes of a record",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "JSON records of 223 B"),
  SEEN_EVENT(
      16,
      "bytes per event that deduplication keeps",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "keeps slightly more than 16 bytes per event"),
  KEY(
      1_600,
      "bytes on the heap of a task manager per state, beside the state: key, timer, Flink",
      Figure.RESULTS,
      "2026-11-20: events per second, Kafka to Redis",
      "With one key and timer per id (1.6 KB)"),
  STATE(
      3.6,
      "us of CPU of the live job per event, view and KiB of state: adding and encoding",
      Figure.RESULTS,
      "2026-11-30: cost of an event by the size of its state",
      "| 8,596 | 31.6, 32.1 us | 8.3, 8.0 us | 17.9, 15.9 us |"),
  REDIS_WRITE(
      2.5,
      "us of Redis' CPU per write of a state, beside its bytes",
      Figure.RESULTS,
      "2026-11-30: cost of an event by the size of its state",
      "| 35 | 2.1, 1.4 us | 7.0, 5.7 us | 2.6, 2.4 us |"),
  REDIS_STATE(
      1.75,
      "us of Redis' CPU per write and KiB of state",
      Figure.RESULTS,
      "2026-11-30: cost of an event by the size of its state",
      "| 8,596 | 31.6, 32.1 us | 8.3, 8.0 us | 17.9, 15.9 us |"),
  REDIS_REQUEST(
      10,
      "us of Redis' CPU per request, beside its states",
      Figure.RESULTS,
      "2026-11-20: features over HTTP",
      "| 1x50 | 4 connections | 27,040 | 7.3 | 0.13 | 0.41 | 5.9 | 0 | 41 | 11 |"),
  REDIS_READ(
      1.13,
      "us of Redis' CPU per state that is read",
      Figure.RESULTS,
      "2026-11-20: features over HTTP",
      "| 100x50 | 4 connections | 1,079 | 7.7 | 3.55 | 7.44 | 11.5 | 0 | 734 | 574 |"),
  SERVER_REQUEST(
      37,
      "us of the server's CPU per request, beside its states and values",
      Figure.RESULTS,
      "2026-11-20: features over HTTP",
      "| 1x50 | 4 connections | 27,040 | 7.3 | 0.13 | 0.41 | 5.9 | 0 | 41 | 11 |"),
  SERVER_STATE(
      0.8,
      "us of the server's CPU per state that is read",
      Figure.RESULTS,
      "2026-11-20: features over HTTP",
      "| 100x50 | 4 connections | 1,079 | 7.7 | 3.55 | 7.44 | 11.5 | 0 | 734 | 574 |"),
  SERVER_VALUE(
      0.067,
      "us of the server's CPU per value that is returned",
      Figure.RESULTS,
      "2026-11-20: features over HTTP",
      "| 100x50 | 4 connections | 3,181 | 22.7 | 1.19 | 2.67 | 7.2 | 0 | 415 | 99 |");

  private static final String RESULTS = "infra/benchmarks/RESULTS.md";

  final double value;
  final String meaning;
  final String file;
  final String section;
  final String record;

  /**
   * @param meaning the unit and what was measured
   * @param file the page with the record
   * @param section its heading
   * @param record text of that section that has the figure, or figures that it is computed from
   */
  Figure(double value, String meaning, String file, String section, String record) {
    this.value = value;
    this.meaning = meaning;
    this.file = file;
    this.section = section;
    this.record = record;
  }
}
