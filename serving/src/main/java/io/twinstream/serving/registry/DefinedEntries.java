package io.twinstream.serving.registry;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.DerivedFeature;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Durations;
import io.twinstream.serving.registry.Entry.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Creates the registry entries of a project's definitions, and their dependencies. */
final class DefinedEntries {
  private final Project project;
  private final Lineage lineage;
  private final List<Entry> entries = new ArrayList<>();

  private DefinedEntries(Project project, Lineage lineage) {
    this.project = project;
    this.lineage = lineage;
  }

  /** All entries of a project; adds their dependencies to the lineage. */
  static List<Entry> of(Project project, Lineage lineage) {
    DefinedEntries defined = new DefinedEntries(project, lineage);
    project.sources().values().forEach(defined::source);
    project.enriched().values().forEach(defined::enriched);
    project.entities().values().forEach(defined::entity);
    project.views().values().forEach(defined::view);
    project.derivedFeatures().values().forEach(defined::derived);
    project.services().values().forEach(defined::service);
    return defined.entries;
  }

  private Entry add(
      Kind kind, String name, String owner, List<String> tags, Map<String, Object> about) {
    Entry entry = new Entry(kind, name, owner, tags, about);
    entries.add(entry);
    return entry;
  }

  private void source(Source source) {
    Map<String, Object> about = new LinkedHashMap<>();
    if (source.table().isPresent()) {
      table(source.table().get(), about);
    } else {
      about.put("topic", source.topic());
    }
    about.put("event_time", source.eventTime());
    about.put("event_id", source.eventId().orElse(null));
    about.put("dedupe", source.dedupe());
    about.put("max_lateness", Durations.format(source.maxLateness()));
    about.put("fields", fields(source.schema()));
    add(Kind.SOURCE, source.name(), "", List.of(), about);
  }

  private void enriched(EnrichedSource source) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("from", source.from());
    about.put("with", source.with());
    about.put("where", source.where().orElse(null));
    about.put("wait", Durations.format(source.waiting()));
    about.put("fields", fields(source.source().schema()));
    Entry entry = add(Kind.SOURCE, source.source().name(), "", List.of(), about);
    lineage.add("source/" + source.from(), entry.id());
    source.with().values().forEach(view -> lineage.add("view/" + view, entry.id()));
  }

  private static void table(TableRules table, Map<String, Object> about) {
    about.put("kind", "table");
    about.put("key", table.key());
    about.put("loads", table.loads().name().toLowerCase(Locale.ROOT));
    about.put("order", table.orderField());
    about.put("known", table.known());
    about.put("schedule", Durations.format(table.schedule()));
  }

  private static Map<String, String> fields(Schema schema) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Field field : schema.fields()) {
      fields.put(field.name(), field.type().toString());
    }
    return fields;
  }

  private void entity(Entity entity) {
    add(Kind.ENTITY, entity.name(), "", List.of(), Map.of("key", entity.key()));
  }

  private void view(View view) {
    CompiledView compiled = CompiledView.of(project, view);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("entity", view.entity());
    about.put("source", view.source());
    about.put("version", view.version());
    about.put("freshness", Durations.format(view.freshness()));
    about.put("ttl", view.ttl().map(Durations::format).orElse(null));
    about.put("fingerprint", "%016x".formatted(compiled.fingerprint()));
    about.put("features", compiled.names());
    Entry entry = add(Kind.VIEW, view.id(), view.owner(), view.tags(), about);
    lineage.add("source/" + view.source(), entry.id());
    lineage.add("entity/" + view.entity(), entry.id());
    for (int i = 0; i < compiled.names().size(); i++) {
      String name = view.id() + "." + compiled.names().get(i);
      Map<String, Object> feature = new LinkedHashMap<>();
      feature.put("view", view.id());
      feature.put("type", compiled.types().get(i).lower());
      feature.put("function", view.aggregations().get(i).function());
      feature.put("field", view.aggregations().get(i).field().orElse(null));
      feature.put("where", view.aggregations().get(i).filter().orElse(null));
      lineage.add(entry.id(), add(Kind.FEATURE, name, view.owner(), view.tags(), feature).id());
    }
  }

  private void derived(DerivedFeature derived) {
    CompiledService compiled = CompiledService.ofAnyVersion(project, List.of(derived.name()));
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("type", compiled.types().get(0).lower());
    about.put("expression", derived.expression());
    Entry entry = add(Kind.FEATURE, derived.name(), "", List.of(), about);
    compiled.views().forEach(view -> lineage.add("view/" + view.id(), entry.id()));
  }

  private void service(Service service) {
    CompiledService compiled = CompiledService.of(project, service);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("version", service.version());
    about.put("request", fields(service.request()));
    about.put("fingerprint", compiled.fingerprint());
    Map<String, String> features = new LinkedHashMap<>();
    for (int i = 0; i < compiled.names().size(); i++) {
      features.put(compiled.names().get(i), compiled.types().get(i).lower());
    }
    about.put("features", features);
    Entry entry = add(Kind.SERVICE, service.id(), "", List.of(), about);
    compiled.views().forEach(view -> lineage.add("view/" + view.id(), entry.id()));
    for (String name : compiled.names()) {
      feature(compiled, name).ifPresent(id -> lineage.add(id, entry.id()));
    }
  }

  /** The id of the entry of a feature of a service; empty for a request field. */
  private java.util.Optional<String> feature(CompiledService service, String name) {
    if (project.derivedFeatures().containsKey(name)) {
      return java.util.Optional.of("feature/" + name);
    }
    String bare = name.substring(name.indexOf('.') + 1);
    return service.views().stream()
        .filter(view -> bare.equals(name) || name.startsWith(view.name() + "."))
        .filter(view -> view.aggregations().stream().anyMatch(a -> a.name().equals(bare)))
        .map(view -> "feature/" + view.id() + "." + bare)
        .findFirst();
  }
}
