package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.problem.Problems;
import io.twinstream.serving.reading.FeatureLists;
import io.twinstream.serving.reading.LastKnown;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.stores.OnlineStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with an entity as a whole. */
@Controller("/entities")
final class EntityController {
  private static final Logger LOG = LoggerFactory.getLogger(EntityController.class);
  private static final String PREFIX = "/entities/";

  private final ServedDefinitions definitions;
  private final OnlineStore store;
  private final LastKnown lastKnown;

  EntityController(ServedDefinitions definitions, OnlineStore store, LastKnown lastKnown) {
    this.definitions = definitions;
    this.store = store;
    this.lastKnown = lastKnown;
  }

  /** Erases an entity from all versions of all of its views, for good. */
  @ApiResponse(responseCode = "204", description = "It is erased")
  @Problems.OfCaller
  @Problems.OfRequest
  @Problems.OfNames
  @Problems.OfStore
  @Delete("/{entity}/{id}")
  CompletionStage<HttpResponse<?>> erase(HttpRequest<?> request) {
    String path = request.getUri().getRawPath();
    int slash = path.indexOf('/', PREFIX.length());
    String entity = PercentEncoding.decode(path.substring(PREFIX.length(), slash));
    String id = PercentEncoding.decode(path.substring(slash + 1));
    FeatureLists lists = definitions.current().lists();
    lists.requireEntity(entity);
    List<CompletableFuture<Void>> erasures = new ArrayList<>();
    for (ServedView view : lists.views()) {
      if (view.entity().equals(entity)) {
        String key = view.requireId(id);
        erasures.add(
            store
                .erase(view.key(), key)
                .thenRun(() -> lastKnown.forget(view.key(), key))
                .toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(erasures.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            done -> {
              // Whom is not said: logs are kept for longer than people may want to be known.
              LOG.info("erased one {} from {} views", entity, erasures.size());
              return HttpResponse.noContent();
            });
  }
}
