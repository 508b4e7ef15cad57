package io.twinstream.features.upsert;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.util.Comparator;

/** The order of the versions of a row: by change time, declared version, and content. */
final class VersionOrder implements Comparator<Event> {
  private final int changeSlot;
  private final int[] versionSlots;
  private final int deletedSlot;
  private final int incompleteSlot;

  private VersionOrder(Source source) {
    Schema schema = source.schema();
    ChangeRules rules = source.changes().orElseThrow();
    this.changeSlot = schema.slot(rules.changeTime());
    this.versionSlots = rules.versions().stream().mapToInt(schema::slot).toArray();
    this.deletedSlot = rules.deleted().map(schema::slot).orElse(-1);
    this.incompleteSlot = rules.incomplete().map(schema::slot).orElse(-1);
  }

  /** Creates the order of the versions of a source of changes. */
  static VersionOrder of(Source source) {
    return new VersionOrder(source);
  }

  @Override
  public int compare(Event a, Event b) {
    int compared = Long.compare(changeTime(a), changeTime(b));
    for (int i = 0; i < versionSlots.length && compared == 0; i++) {
      compared = Long.compare(a.bits(versionSlots[i]), b.bits(versionSlots[i]));
    }
    if (compared == 0) {
      compared = Boolean.compare(isDelete(a), isDelete(b));
    }
    return compared == 0 ? Long.compareUnsigned(a.identity(), b.identity()) : compared;
  }

  long changeTime(Event version) {
    return version.bits(changeSlot);
  }

  boolean isDelete(Event version) {
    return deletedSlot >= 0 && version.bits(deletedSlot) != 0;
  }

  /** Reports whether values of the version are unknown. */
  boolean isIncomplete(Event version) {
    return incompleteSlot >= 0 && version.bits(incompleteSlot) != 0;
  }

  /** Reports whether the version says what the row is. */
  boolean isWhole(Event version) {
    return !isDelete(version) && !isIncomplete(version);
  }
}
