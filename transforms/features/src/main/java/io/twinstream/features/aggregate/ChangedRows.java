package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.StateDescription.TableDescription;
import io.twinstream.features.aggregate.StateDescription.TileDescription;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.upsert.ChangeTiles;
import io.twinstream.features.upsert.EntityRows;
import io.twinstream.features.upsert.RowStates;
import io.twinstream.features.upsert.RowStep;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The states of a view over a source of changes: the rows of an entity. Features are those of the
 * tiles that these rows fill when they are read, so every function has its usual meaning.
 */
final class ChangedRows {
  private final RowStates states;
  private final RowStep step;
  private final ChangeTiles tiles;

  private ChangedRows(RowStates states, RowStep step, ChangeTiles tiles) {
    this.states = states;
    this.step = step;
    this.tiles = tiles;
  }

  /** Returns null if the source is none of changes. */
  static ChangedRows of(Source source, String key, View view, ViewLayout layout) {
    if (!source.isOfChanges()) {
      return null;
    }
    Set<String> read = new TreeSet<>();
    view.aggregations().forEach(each -> read.addAll(Functions.fields(each, source.schema())));
    ChangeTiles tiles = ChangeTiles.of(source, layout.reach());
    return new ChangedRows(
        RowStates.of(source, tiles, view.id(), read, layout.fingerprint()),
        RowStep.of(source, key, tiles),
        tiles);
  }

  RowStep step() {
    return step;
  }

  /** Returns the entity of a row change; null for an event that is a version itself. */
  String entity(Event event) {
    return states.isRowChange(event) ? states.entity(event) : null;
  }

  /** Returns how long after its newest time a change may concern an entity, in milliseconds. */
  long reach() {
    return tiles.concern();
  }

  EntityState add(EntityState state, Event event) {
    EntityRows before = rows(state);
    EntityRows after = states.add(before, event);
    return state(after);
  }

  private EntityRows rows(EntityState state) {
    return state.rows() == null ? states.empty() : state.rows();
  }

  private EntityState state(EntityRows rows) {
    return new EntityState(rows, states.count(rows));
  }

  Membership membership(EntityState state, Event version) {
    EntityRows rows = rows(state);
    if (states.holds(rows, version)) {
      return Membership.HELD;
    }
    return states.matters(rows, version) ? Membership.ABSENT : Membership.UNDECIDED;
  }

  /**
   * Returns the tiles that the rows of a state fill.
   *
   * @param none no tiles
   * @param add adds a row to tiles
   */
  EntityState fill(EntityState state, EntityState none, TileFiller add) {
    EntityState[] filled = {none};
    states.forEachRow(rows(state), row -> filled[0] = add.to(filled[0], row));
    return filled[0];
  }

  /** Adds a row to tiles. */
  interface TileFiller {
    EntityState to(EntityState tiles, Event row);
  }

  /** Returns a row whose features are all unknown, if rows are missing as of a time; else null. */
  FeatureRow unknown(EntityState state, long time, List<FeatureType> types) {
    if (!states.isUnknown(rows(state), time)) {
      return null;
    }
    FeatureRow row = new FeatureRow(types);
    for (int i = 0; i < types.size(); i++) {
      row.setInexact(i);
    }
    return row;
  }

  byte[] encode(EntityState state) {
    return states.encode(rows(state));
  }

  EntityState decode(byte[] bytes) {
    return state(states.decode(bytes));
  }

  /** Describes the rows as a table with one tile. */
  TableDescription describe(EntityState state) {
    TileDescription tile = new TileDescription(null, states.size(rows(state)), List.of());
    return new TableDescription(Duration.ZERO, "", List.of(), List.of(tile));
  }
}
