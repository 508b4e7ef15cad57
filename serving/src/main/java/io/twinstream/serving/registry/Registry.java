package io.twinstream.serving.registry;

import io.twinstream.features.text.Names;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.Shown;
import io.twinstream.serving.registry.Entry.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, searches and traces everything that this server serves. */
@Singleton
final class Registry {
  private final ServedDefinitions definitions;
  private final Models models;

  Registry(ServedDefinitions definitions, Models models) {
    this.definitions = definitions;
    this.models = models;
  }

  /** The project's name. */
  String project() {
    return definitions.current().project().name();
  }

  /** The fingerprint of the served definitions. */
  String fingerprint() {
    return definitions.current().fingerprint();
  }

  /** The number of entries of each kind. */
  Map<String, Integer> counts() {
    List<Entry> all = entries(new Lineage());
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      counts.put(kind.plural(), (int) all.stream().filter(e -> e.kind() == kind).count());
    }
    return counts;
  }

  /**
   * The entries of a kind.
   *
   * @param search part of a name, owner or tag; null for all
   * @param owner null for all
   * @param tag null for all
   */
  List<Entry> list(String plural, String search, String owner, String tag) {
    Kind kind = kind(plural);
    return entries(new Lineage()).stream()
        .filter(entry -> entry.kind() == kind)
        .filter(entry -> search == null || entry.matches(search))
        .filter(entry -> owner == null || entry.owner().equals(owner))
        .filter(entry -> tag == null || entry.tags().contains(tag))
        .toList();
  }

  /** An entry with everything that it depends on, and everything that depends on it. */
  record Traced(Entry entry, List<String> upstream, List<String> downstream) {}

  /**
   * One entry.
   *
   * @throws ProblemException with the nearest names if it does not exist
   */
  Traced find(String plural, String name) {
    Kind kind = kind(plural);
    Lineage lineage = new Lineage();
    List<Entry> all = entries(lineage).stream().filter(entry -> entry.kind() == kind).toList();
    return all.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .map(
            entry ->
                new Traced(entry, lineage.upstream(entry.id()), lineage.downstream(entry.id())))
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    Names.unknown(
                        kind.name().toLowerCase(java.util.Locale.ROOT),
                        Shown.text(name),
                        all.stream().map(Entry::name).toList())));
  }

  private static Kind kind(String plural) {
    List<String> known = Arrays.stream(Kind.values()).map(Kind::plural).toList();
    int at = known.indexOf(plural);
    if (at < 0) {
      throw ProblemException.notFound(Names.unknown("registry of", Shown.text(plural), known));
    }
    return Kind.values()[at];
  }

  private List<Entry> entries(Lineage lineage) {
    List<Entry> entries =
        new ArrayList<>(DefinedEntries.of(definitions.current().project(), lineage));
    for (ServedModel model : models.current().all()) {
      Entry entry = model(model);
      entries.add(entry);
      lineage.add("service/" + model.service(), entry.id());
    }
    return entries;
  }

  private static Entry model(ServedModel model) {
    ModelCard card = model.onnx().card();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("model", model.name());
    about.put("version", model.version());
    about.put("aliases", List.copyOf(model.aliases()));
    about.put("service", card.service());
    about.put("fingerprint", card.fingerprint());
    about.put("threshold", card.threshold().isPresent() ? card.threshold().getAsDouble() : null);
    about.put("positive_class", model.onnx().positiveClass().orElse(null));
    about.put("features", card.features());
    return new Entry(Kind.MODEL, model.id(), "", List.of(), about);
  }
}
