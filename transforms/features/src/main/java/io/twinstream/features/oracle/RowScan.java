package io.twinstream.features.oracle;

import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes the features of a view over a source of changes by a scan of its table: the greatest
 * version of each row is the row, if it is no delete.
 */
public final class RowScan {
  private final NaiveOracle oracle;
  private final EntityKey key;
  private final int changed;
  private final int deleted;
  private final Comparator<Event> order;

  public RowScan(Project project, View view, List<FeatureType> types) {
    Source source = project.source(view.source());
    Schema schema = source.schema();
    ChangeRules rules = source.changes().orElseThrow();
    this.oracle = new NaiveOracle(project, view, types);
    this.key = EntityKey.in(schema, project.entity(view.entity()).key());
    this.changed = schema.slot(rules.changeTime());
    this.deleted = rules.deleted().map(schema::slot).orElse(-1);
    Comparator<Event> versions = Comparator.comparingLong(e -> e.bits(changed));
    for (String each : rules.versions()) {
      versions = versions.thenComparingLong(e -> e.bits(schema.slot(each)));
    }
    this.order =
        versions.thenComparing(this::deletes).thenComparing(Event::identity, Long::compareUnsigned);
  }

  /**
   * Evaluates the features of one entity.
   *
   * @param versions all versions of all rows that are known
   * @param asOf milliseconds since 1970; the newest time of a version that names the entity if that
   *     is later
   */
  public FeatureRow evaluate(Collection<Event> versions, String entity, long asOf) {
    Map<String, Event> table = new HashMap<>();
    long newest = Long.MIN_VALUE;
    for (Event version : versions) {
      table.merge(version.id(), version, this::greater);
      if (entity.equals(key.of(version))) {
        newest = Math.max(newest, Math.max(version.ts(), version.bits(changed)));
      }
    }
    List<Event> rows =
        table.values().stream()
            .filter(row -> !deletes(row) && Objects.equals(key.of(row), entity))
            .toList();
    return oracle.evaluate(rows, asOf, newest);
  }

  /** Returns the greater one of two versions of a row. */
  public Event greater(Event a, Event b) {
    return order.compare(a, b) >= 0 ? a : b;
  }

  private boolean deletes(Event version) {
    return deleted >= 0 && version.bits(deleted) != 0;
  }
}
