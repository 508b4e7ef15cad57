package io.twinstream.serving.offline;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.feature.Deadline;
import io.twinstream.serving.feature.RequestTarget;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.ServedView;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP routes that return features as of the past: what the server would have answered then. */
@Controller("/features/offline")
@Needs(Role.READ)
final class OfflineController {
  private static final Logger LOG = LoggerFactory.getLogger(OfflineController.class);

  private final ServedDefinitions definitions;
  private final OfflineThreads threads;
  private final Repeated lines = new Repeated();
  private final OfflineConfiguration configuration;
  private final Map<String, String> history;

  OfflineController(
      ServedDefinitions definitions, OfflineThreads threads, OfflineConfiguration configuration) {
    this.definitions = definitions;
    this.threads = threads;
    this.configuration = configuration;
    this.history = configuration.paths();
    history.keySet().forEach(definitions.current().project()::source);
  }

  /** One entity as of an instant, computed from the events that were known then. */
  @Parameter(
      name = "entity",
      in = ParameterIn.PATH,
      required = true,
      schema = @Schema(type = "string"))
  @Parameter(
      name = "as_of",
      in = ParameterIn.QUERY,
      required = true,
      schema = @Schema(type = "string", format = "date-time"))
  @Parameter(
      name = "features",
      in = ParameterIn.QUERY,
      description = "names, separated by commas",
      schema = @Schema(type = "string"))
  @Parameter(name = "service", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(
      name = "entity",
      in = ParameterIn.QUERY,
      description = "NAME:ID of another entity whose features are read",
      schema = @Schema(type = "string"))
  @ApiResponse(responseCode = "200", description = "Like current features, without a generation")
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfStore
  @ErrorResponses.OfDeadline
  @Get("/{entity}/{id:[^/]+}")
  CompletionStage<HttpResponse<byte[]>> entity(HttpRequest<?> request) {
    if (history.isEmpty()) {
      throw ProblemException.notFound(
          "no offline store is configured; start serve with --history SOURCE=PATH of the archive"
              + " of each source (twinstream.offline.history)");
    }
    ServedProject served = definitions.current();
    OfflineQuery query = OfflineQuery.read(RequestTarget.of(request), served.lists());
    return threads
        .call(() -> read(served.project(), query), Deadline.of(request, configuration.deadline()))
        .thenApply(body -> HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  private byte[] read(Project project, OfflineQuery query) {
    FeatureRow fields = RequestFields.of(query.list().compiled(), query.request());
    try {
      AsOfReader reader = AsOfReader.replaying(project, query.list().compiled(), history);
      AsOfAnswer answer =
          reader.read(
              reader.question(ids(query), fields, query.asOf().toEpochMilli()),
              Visibility.INCLUSIVE);
      return OfflineWriter.write(query, answer, reader.counts());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e.getMessage());
    } catch (HistoryException e) {
      lines.pass(
          "offline",
          left -> LOG.warn("the offline store cannot be read{}", Repeated.told(left), e));
      throw ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE, "cannot read the offline store; see the server's log");
    }
  }

  /** The ids, each checked as an id that events can have. */
  private static Map<String, String> ids(OfflineQuery query) {
    for (ServedView view : query.list().views()) {
      String id = query.entities().get(view.entity());
      if (id != null) {
        view.requireId(id);
      }
    }
    return query.entities();
  }
}
