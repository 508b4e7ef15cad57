package io.twinstream.features.decode;

import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.event.Position;
import java.util.Optional;

/** Completes the rows of a table: the number and the time of their load, and their known time. */
final class LoadedRow {
  /** As many bits as the online store compares. */
  private static final long MAX_ORDER = 1L << 53;

  private final TableRules rules;
  private final int loadSlot;
  private final int loadedAtSlot;
  private final int deletedSlot;
  private final int orderSlot;
  private final int timeSlot;
  private final int knownSlot;

  private LoadedRow(Source source, TableRules rules) {
    Schema schema = source.schema();
    this.rules = rules;
    this.loadSlot = schema.slot(TableRules.LOAD);
    this.loadedAtSlot = schema.slot(TableRules.LOADED_AT);
    this.deletedSlot = schema.slot(TableRules.DELETED);
    this.orderSlot = schema.slot(rules.orderField());
    this.timeSlot = schema.slot(source.eventTime());
    this.knownSlot =
        switch (rules.known()) {
          case TableRules.LOADED -> loadedAtSlot;
          case TableRules.OCCURRED -> timeSlot;
          default -> schema.slot(rules.known());
        };
  }

  /** Returns what completes the rows of a source; null if it is not a table. */
  static LoadedRow of(Source source) {
    return source.table().map(rules -> new LoadedRow(source, rules)).orElse(null);
  }

  /**
   * Sets the number and the time of the load that reads the row, unless the row has them: for a
   * record without a load its known time. A row of a file that no load has read holds from its
   * known time on, unless the table has an event time. A delete without an event time or a known
   * time has those of its load.
   *
   * @param recordKnown the known time of the record; empty for a row of a file
   */
  void complete(EventSlots slots, Optional<Long> recordKnown) {
    Optional<Load> load = rules.current();
    setIfNull(slots, loadSlot, load.map(Load::number).or(() -> recordKnown));
    setIfNull(slots, loadedAtSlot, load.map(Load::at).or(() -> recordKnown));
    if (slots.bits[deletedSlot] != 0) {
      setIfNull(slots, timeSlot, value(slots, loadedAtSlot));
      setIfNull(slots, knownSlot, value(slots, loadedAtSlot));
    }
    if (timeSlot == loadedAtSlot) {
      setIfNull(slots, timeSlot, value(slots, knownSlot));
    }
  }

  private static void setIfNull(EventSlots slots, int slot, Optional<Long> value) {
    if (!slots.present[slot] && value.isPresent()) {
      slots.set(slot, value.get());
    }
  }

  private static Optional<Long> value(EventSlots slots, int slot) {
    return slots.present[slot] ? Optional.of(slots.bits[slot]) : Optional.empty();
  }

  /** Returns why a row has no place among the rows of its key; null if it has one. */
  String problem(EventSlots slots) {
    if (!slots.present[orderSlot]) {
      return orderSlot == loadSlot
          ? "no number of its load: a file that no load reads needs the column '"
              + TableRules.LOAD
              + "', or the table an `order`"
          : "no version: " + slots.named(orderSlot) + " is missing or null";
    }
    Optional<Load> load = rules.current();
    if (load.isPresent() && slots.bits[loadSlot] > load.get().number()) {
      return "it is of load %d, and load %d reads it: give --log with the log that has it, so that this load comes later"
          .formatted(slots.bits[loadSlot], load.get().number());
    }
    if (Math.abs(slots.bits[orderSlot]) > MAX_ORDER) {
      return "the version " + slots.bits[orderSlot] + " has more than 53 bits";
    }
    if (!slots.present[knownSlot]) {
      return "no known time: " + slots.named(knownSlot) + " is missing or null";
    }
    return null;
  }

  /**
   * Returns the position of a row: the same file may be loaded again with other rows, and positions
   * identify records.
   */
  Position position(Position read) {
    return rules.current().isEmpty()
        ? read
        : new Position(
            "load " + rules.current().get().number() + ": " + read.origin(),
            read.partition(),
            read.offset());
  }

  /** Returns the known time of a row; 0 if it has none. */
  long known(EventSlots slots) {
    return slots.bits[knownSlot];
  }
}
