package io.twinstream.features.enrich;

import io.twinstream.features.decode.EventJson;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.EnrichedSource.BeforeBegin;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.event.Reason;
import io.twinstream.features.expression.ComputedField;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes the events of an enriched source from events of the source that it is made of and from
 * their looked-up values. A pure function; any number of threads may call it.
 */
public final class Enricher {
  private final String name;
  private final Schema schema;
  private final long wait;
  private final List<Lookup> lookups;
  private final int first;
  private final List<int[]> slots = new ArrayList<>();
  private final long[] begins;
  private final BeforeBegin beforeBegin;
  private final List<ComputedField> computed = new ArrayList<>();
  private final EventPredicate where;

  private Enricher(Project project, EnrichedSource source) {
    this.name = source.source().name();
    this.schema = source.source().schema();
    this.wait = source.waiting().toMillis();
    this.lookups = Lookup.of(project, source);
    this.begins =
        source.with().values().stream()
            .mapToLong(view -> project.begins(project.view(view).source()))
            .map(begin -> Math.max(begin, project.begins(source.from())))
            .toArray();
    this.beforeBegin = source.beforeBegin();
    this.first = project.source(source.from()).schema().size();
    int lookup = 0;
    for (String alias : source.with().keySet()) {
      slots.add(slots(alias, lookups.get(lookup++)));
    }
    for (Field field : schema.fields().subList(first, schema.size())) {
      if (field.isComputed()) {
        computed.add(ComputedField.compile(schema, field));
      }
    }
    this.where = source.where().map(cel -> Filters.compile(schema, cel)).orElse(event -> true);
  }

  public static Enricher of(Project project, String enriched) {
    return new Enricher(project, project.enriched().get(enriched));
  }

  /** Returns the slots of the values of a lookup; -1 for those that no field has. */
  private int[] slots(String alias, Lookup lookup) {
    List<String> names = new ArrayList<>(lookup.view().names());
    names.add(EnrichedSource.STATUS);
    names.add(EnrichedSource.AS_OF);
    return names.stream()
        .mapToInt(each -> schema.find(EnrichedSource.field(alias, each)))
        .toArray();
  }

  public List<Lookup> lookups() {
    return lookups;
  }

  /** Returns an event with the known time that its enriched event has. */
  public Event standing(Event event) {
    return event.knownAt(event.known() + wait);
  }

  /**
   * Reports whether the source leaves an event out because it is known before the history of a
   * looked-up view begins.
   *
   * @param event with the known time that its enriched event has
   */
  public boolean isExcluded(Event event) {
    return beforeBegin == BeforeBegin.EXCLUDE
        && Arrays.stream(begins).anyMatch(begin -> event.known() < begin);
  }

  /**
   * Enriches an event.
   *
   * @param event with the known time that it keeps
   * @param values the values of each lookup
   * @return the event, a dead letter if a declared field does not fit its type, or null if the
   *     source leaves the event out: it is {@linkplain #isExcluded excluded}, or {@code where} is
   *     not true
   */
  public Decoded enrich(Event event, List<FeatureRow> values) {
    if (isExcluded(event)) {
      return null;
    }
    long[] bits = new long[schema.size()];
    String[] texts = new String[schema.size()];
    boolean[] present = new boolean[schema.size()];
    for (int i = 0; i < values.size(); i++) {
      FeatureRow row =
          event.known() < begins[i]
              ? lookups.get(i).beforeBegin(event, beforeBegin.name())
              : values.get(i);
      fill(row, slots.get(i), bits, texts, present);
    }
    // Its arrays are filled further: each computed field sees the values before it.
    Event enriched = event.extended(bits, texts, present);
    for (ComputedField field : computed) {
      if (!fill(field, enriched, bits, texts, present)) {
        String problem = "field '%s': the computed value does not fit";
        return DeadLetter.of(
            name,
            event.position(),
            event.known(),
            Reason.NOT_ENRICHED,
            problem.formatted(schema.field(field.slot()).name()),
            EventJson.write(schema, enriched));
      }
    }
    return where.test(enriched) ? enriched : null;
  }

  private static void fill(
      FeatureRow row, int[] slots, long[] bits, String[] texts, boolean[] present) {
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (slot < 0 || row.isNull(i)) {
        continue;
      }
      if (row.type(i).isBits()) {
        bits[slot] = row.bits(i);
        present[slot] = true;
      } else if (!row.text(i).isEmpty()) { // as in every event
        texts[slot] = row.text(i);
        present[slot] = true;
      }
    }
  }

  private static boolean fill(
      ComputedField field, Event soFar, long[] bits, String[] texts, boolean[] present) {
    if (field.isText()) {
      String text = field.text(soFar);
      present[field.slot()] = text != null && !text.isEmpty();
      texts[field.slot()] = present[field.slot()] ? text : null;
      return true;
    }
    if (field.isNull(soFar)) {
      return true;
    }
    OptionalLong value = field.bits(soFar);
    value.ifPresent(
        found -> {
          bits[field.slot()] = found;
          present[field.slot()] = true;
        });
    return value.isPresent();
  }
}
