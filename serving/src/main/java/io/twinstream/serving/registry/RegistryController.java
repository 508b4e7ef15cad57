package io.twinstream.serving.registry;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.OnlineStore;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** HTTP routes of the registry. */
@Controller("/registry")
@Needs(Role.READ)
final class RegistryController {
  private final Registry registry;
  private final Models models;
  private final OnlineStore store;
  private final DefinitionsReloader takeUp;

  RegistryController(
      Registry registry, Models models, OnlineStore store, DefinitionsReloader takeUp) {
    this.registry = registry;
    this.models = models;
    this.store = store;
    this.takeUp = takeUp;
  }

  /** The definitions that this server serves, and those that are applied for all servers. */
  @ApiResponse(
      responseCode = "200",
      description = "Fingerprints, and the number of entries of each kind")
  @ErrorResponses.OfCaller
  @ErrorResponses.OfStore
  @Get
  CompletionStage<Map<String, Object>> summary() {
    return store.definitions().applied(registry.project()).thenApply(this::summary);
  }

  private Map<String, Object> summary(Optional<AppliedDefinitions> applied) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("project", registry.project());
    summary.put("fingerprint", registry.fingerprint());
    summary.put("applied", applied.map(this::applied).orElse(null));
    summary.putAll(registry.counts());
    summary.put("refused_models", models.problems());
    return summary;
  }

  private Map<String, Object> applied(AppliedDefinitions applied) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("number", applied.number());
    told.put("fingerprint", applied.fingerprint());
    told.put("applied_at", Instant.ofEpochMilli(applied.appliedAt()).toString());
    told.put("served", applied.fingerprint().equals(registry.fingerprint()));
    told.put("problem", takeUp.problem(applied).orElse(null));
    return told;
  }

  /** The entries of a kind: all, or those that match. */
  @ApiResponse(responseCode = "200", description = "The entries")
  @ErrorResponses.OfCaller
  @ErrorResponses.OfNames
  @Get("/{kind}{?search,owner,tag}")
  Map<String, Object> list(
      @PathVariable String kind,
      @QueryValue @Nullable String search,
      @QueryValue @Nullable String owner,
      @QueryValue @Nullable String tag) {
    List<Map<String, Object>> found =
        registry.list(kind, search, owner, tag).stream().map(RegistryController::about).toList();
    return Map.of(kind, found);
  }

  /** One entry, with everything that it depends on, and everything that depends on it. */
  @ApiResponse(responseCode = "200", description = "The entry")
  @ErrorResponses.OfCaller
  @ErrorResponses.OfNames
  @Get("/{kind}/{name}")
  Map<String, Object> one(@PathVariable String kind, @PathVariable String name) {
    Registry.Traced traced = registry.find(kind, name);
    Map<String, Object> about = about(traced.entry());
    about.put("upstream", traced.upstream());
    about.put("downstream", traced.downstream());
    return about;
  }

  private static Map<String, Object> about(Entry entry) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("name", entry.name());
    about.put("owner", entry.owner());
    about.put("tags", entry.tags());
    about.putAll(entry.about());
    return about;
  }
}
