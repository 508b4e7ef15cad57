package io.twinstream.serving.push;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.json.JsonInput;
import io.twinstream.serving.kafka.TopicAppender;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.serving.problem.ProblemException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** HTTP routes that append events. */
@Controller("/push")
@Needs(Role.WRITE)
final class PushController {
  private static final byte[] ACCEPTED = JsonBuffer.ascii("{\"accepted\":");
  private static final byte[] RECORDS = JsonBuffer.ascii(",\"records\":[");
  private static final byte[] PARTITION = JsonBuffer.ascii("{\"partition\":");
  private static final byte[] OFFSET = JsonBuffer.ascii(",\"offset\":");

  /** The partition and offset of a record, as the OpenAPI document describes it. */
  @Schema(name = "PushedRecord")
  record PushedRecord(int partition, long offset) {}

  /** The response, as the OpenAPI document describes it. */
  @Schema(name = "Pushed")
  record Pushed(int accepted, List<PushedRecord> records) {}

  @Nullable private final PushService events;
  private final int maxRows;

  /**
   * @param events null if no brokers are configured
   */
  PushController(@Nullable PushService events, ServingConfiguration configuration) {
    this.events = events;
    this.maxRows = configuration.maxRows();
  }

  /**
   * Appends one event or a list of events; responds when the brokers have acknowledged all of them.
   */
  @RequestBody(content = @Content(schema = @Schema(ref = "#/components/schemas/Events")))
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Pushed.class)))
  @ErrorResponses.OfCaller
  @ErrorResponses.OfRequest
  @ErrorResponses.OfNames
  @ErrorResponses.OfBody
  @ErrorResponses.OfStore
  @Post("/{source}")
  @Consumes(MediaType.APPLICATION_JSON)
  CompletionStage<HttpResponse<byte[]>> push(@PathVariable String source, @Body byte[] body) {
    if (events == null) {
      throw ProblemException.notFound(
          "no brokers are configured; start serve with --kafka HOST:PORT"
              + " (twinstream.kafka.bootstrap-servers)");
    }
    List<byte[]> records = JsonInput.objects(body, maxRows);
    return events
        .push(source, records)
        .thenApply(
            appended ->
                HttpResponse.ok(write(appended)).contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  private static byte[] write(List<TopicAppender.Appended> appended) {
    JsonBuffer out = JsonBuffer.ofThread();
    out.raw(ACCEPTED);
    out.number(appended.size());
    out.raw(RECORDS);
    for (int i = 0; i < appended.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.raw(PARTITION);
      out.number(appended.get(i).partition());
      out.raw(OFFSET);
      out.number(appended.get(i).offset());
      out.raw('}');
    }
    out.raw(']');
    out.raw('}');
    return out.toByteArray();
  }
}
