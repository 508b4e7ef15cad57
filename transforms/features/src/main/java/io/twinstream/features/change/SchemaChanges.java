package io.twinstream.features.change;

import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.PayloadFormat;
import java.util.List;

/** Finds what a change of a format breaks: records that were written before must stay readable. */
final class SchemaChanges {
  private SchemaChanges() {}

  /**
   * Adds what differs between the formats of two sources.
   *
   * @return why the next cannot read earlier records; null if it can
   */
  static String between(Source before, Source after, List<String> details) {
    RecordFormat from = before.format();
    RecordFormat to = after.format();
    boolean sameTopic = before.topic().equals(after.topic());
    if (from.compatibility() != to.compatibility()) {
      details.add("compatibility " + from.compatibility() + " becomes " + to.compatibility());
    }
    if (!spell(from).equals(spell(to))) {
      details.add("format " + spell(from) + " becomes " + spell(to));
      return sameTopic
          ? "the topic has records in the earlier format: send the others to another topic"
          : null;
    }
    if (from.schema().isEmpty() || to.schema().isEmpty() || from.schema().equals(to.schema())) {
      return null;
    }
    details.add("schema " + to.schema().get().name() + " changed");
    return sameTopic ? unreadable(from.schema().get(), to.schema().get(), to) : null;
  }

  /** Returns a format without its schema. */
  private static String spell(RecordFormat format) {
    String message = format.message().isEmpty() ? "" : " (" + format.message() + ")";
    return format.kind() + message + (format.registry() ? " with a registry" : "");
  }

  private static String unreadable(SchemaText earlier, SchemaText next, RecordFormat to) {
    PayloadFormat format = PayloadFormat.all().get(to.kind());
    if (format == null) {
      return null; // A process without the library applies nothing.
    }
    List<String> problems =
        to.compatibility().readsEarlier()
            ? format.incompatible(earlier, next, to.message())
            : List.of();
    if (!problems.isEmpty()) {
      return ("records that were written before cannot be read with %s: %s; add fields with a"
              + " default, and leave the others as they are")
          .formatted(next.name(), String.join("; ", problems));
    }
    problems =
        to.compatibility().isReadByEarlier()
            ? format.incompatible(next, earlier, to.message())
            : List.of();
    if (!problems.isEmpty()) {
      return ("programs with the schema before cannot read records of %s: %s; keep the fields that"
              + " have no default, or write compatibility: backward")
          .formatted(next.name(), String.join("; ", problems));
    }
    if (to.kind() == Kind.AVRO && !to.registry() && !format.isSameEncoding(earlier, next)) {
      return ("records that were written before would be read with %s too, because they do not"
              + " name their schema: use a registry, or another topic")
          .formatted(next.name());
    }
    return null;
  }
}
