package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.features.definition.Project;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.kafka.ErasureTopic;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP routes for an entity as a whole: its erasure. */
@Controller("/entities")
@Needs(Role.ADMIN)
final class EntityController {
  private static final Logger LOG = LoggerFactory.getLogger(EntityController.class);
  private static final String PREFIX = "/entities/";

  private final ServedDefinitions definitions;
  private final OnlineStore store;
  private final Repeated lines = new Repeated();
  private final StateFallback lastKnown;

  /** Null without Kafka; then erasures are lost if the store is emptied. */
  private final ErasureTopic topic;

  EntityController(
      ServedDefinitions definitions,
      OnlineStore store,
      StateFallback lastKnown,
      @Nullable ErasureTopic topic) {
    this.definitions = definitions;
    this.store = store;
    this.lastKnown = lastKnown;
    this.topic = topic;
  }

  /** Erases an entity from all versions of all of its views, permanently. */
  @ApiResponse(responseCode = "204", description = "The entity is erased")
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfStore
  @Delete("/{entity}/{id:[^/]+}")
  CompletionStage<HttpResponse<?>> erase(HttpRequest<?> request) {
    RequestTarget.EntityId about = RequestTarget.of(request).entityAfter(PREFIX);
    String entity = about.entity();
    FeatureLists lists = definitions.current().lists();
    lists.requireEntity(entity);
    Map<ViewKey, String> views = new LinkedHashMap<>();
    Project project = definitions.current().project();
    Map<String, String> published = new LinkedHashMap<>();
    for (ServedView view : lists.views()) {
      if (view.entity().equals(entity)) {
        String id = view.requireId(about.id());
        views.put(view.key(), id);
        project
            .view(view.key().view())
            .featuresTopic()
            .ifPresent(to -> published.put(to.name(), id));
      }
    }
    Set<String> ids = Set.copyOf(views.values());
    // If views read the id differently, keep the id as requested: jobs parse it again for each
    // view.
    return keep(entity, ids.size() == 1 ? ids.iterator().next() : about.id())
        .thenCompose(kept -> erase(views))
        .thenCompose(erased -> withdraw(entity, published))
        .thenApply(
            done -> {
              // The log omits the id, because logs are often kept longer than personal data may be.
              LOG.info("erased one {} from {} views", entity, views.size());
              return HttpResponse.noContent();
            });
  }

  /**
   * Appends the erasure to the topic, which outlives the store. This comes first, because an
   * erasure may only be confirmed once it is kept.
   */
  private CompletionStage<Void> keep(String entity, String id) {
    if (topic == null) {
      return CompletableFuture.completedFuture(null);
    }
    String project = definitions.current().project().name();
    return topic
        .keep(project, new Erasure(entity, id))
        .<Void>thenApply(kept -> null)
        .exceptionally(
            failure -> {
              throw failed(
                  entity,
                  failure,
                  "nothing was erased, because the erasure could not be appended to its topic");
            });
  }

  /**
   * Removes published features. This comes after the erasure in the store, which the live job reads
   * after it has published.
   */
  private CompletionStage<Void> withdraw(String entity, Map<String, String> published) {
    if (topic == null) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<?>> withdrawn = new ArrayList<>();
    published.forEach((name, id) -> withdrawn.add(topic.withdraw(name, id).toCompletableFuture()));
    return CompletableFuture.allOf(withdrawn.toArray(new CompletableFuture<?>[0]))
        .exceptionally(
            failure -> {
              throw failed(
                  entity,
                  failure,
                  "the entity was erased from the store, but not from the topics of features");
            });
  }

  private ProblemException failed(String entity, Throwable failure, String what) {
    lines.pass(
        entity,
        left ->
            LOG.warn(
                "cannot append an erasure to its topic: {}{}",
                topic.told(failure),
                Repeated.told(left)));
    return ProblemException.of(
        HttpStatus.SERVICE_UNAVAILABLE, what + "; try again, and see the server's log");
  }

  private CompletionStage<Void> erase(Map<ViewKey, String> views) {
    List<CompletableFuture<Void>> erasures = new ArrayList<>();
    views.forEach(
        (view, id) ->
            erasures.add(
                store
                    .erasures()
                    .erase(view, List.of(id))
                    .thenRun(() -> lastKnown.forget(view, id))
                    .toCompletableFuture()));
    return CompletableFuture.allOf(erasures.toArray(new CompletableFuture<?>[0]));
  }
}
