package io.twinstream.serving.operation;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.twinstream.serving.access.Needs;
import io.twinstream.serving.access.Role;
import io.twinstream.serving.guard.StoreGuard;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.problem.ErrorResponses;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.serving.reading.Status;
import io.twinstream.serving.row.ListJson;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** HTTP route of a readable summary of the server and its pipelines. */
@Controller("/stats")
@Needs(Role.READ)
final class StatsController {
  private static final long DEADLINE_MILLIS = 1_000;

  private final ServedDefinitions definitions;
  private final ViewStatuses statuses;
  private final StoreGuard guard;
  private final InstantSource clock;
  private final long started;

  StatsController(
      ServedDefinitions definitions, ViewStatuses statuses, StoreGuard guard, InstantSource clock) {
    this.definitions = definitions;
    this.statuses = statuses;
    this.guard = guard;
    this.clock = clock;
    this.started = clock.millis();
  }

  @ApiResponse(
      responseCode = "200",
      description = "Fingerprint, generation, lag and reads of each view")
  @ErrorResponses.OfCaller
  @Get
  CompletionStage<HttpResponse<byte[]>> stats() {
    List<CompletableFuture<ViewStatus>> followed = new ArrayList<>();
    ServedProject served = definitions.current();
    for (ServedView view : served.lists().views()) {
      followed.add(
          statuses
              .of(view.key())
              .toCompletableFuture()
              .copy()
              .completeOnTimeout(null, DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
              .exceptionally(unreachable -> null));
    }
    return CompletableFuture.allOf(followed.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            done ->
                HttpResponse.ok(write(served, followed))
                    .contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  private byte[] write(ServedProject served, List<CompletableFuture<ViewStatus>> followed) {
    JsonBuffer out = JsonBuffer.ofThread();
    out.raw(JsonBuffer.ascii("{\"started\":"));
    out.instant(started);
    out.raw(JsonBuffer.ascii(",\"now\":"));
    out.instant(clock.millis());
    out.raw(JsonBuffer.ascii(",\"fingerprint\":"));
    out.text(served.fingerprint());
    out.raw(JsonBuffer.ascii(",\"store\":{\"circuit\":"));
    out.text(guard.breaker().getState().name());
    out.raw(JsonBuffer.ascii("},\"views\":{"));
    int i = 0;
    for (ServedView view : served.lists().views()) {
      if (i > 0) {
        out.raw(',');
      }
      ListJson.view(out, view);
      view(out, view, followed.get(i++).join());
    }
    out.raw(JsonBuffer.ascii("}}"));
    return out.toByteArray();
  }

  /** One view; its status is null if the store did not answer. */
  private static void view(JsonBuffer out, ServedView view, ViewStatus status) {
    out.raw(JsonBuffer.ascii("{\"fingerprint\":"));
    out.text(view.fingerprint());
    out.raw(JsonBuffer.ascii(",\"generation\":"));
    if (status == null || status.generation().isEmpty()) {
      out.nullValue();
    } else {
      out.number(status.generation().get().number());
    }
    out.raw(JsonBuffer.ascii(",\"lag_ms\":"));
    if (status == null || status.lag().isEmpty()) {
      out.nullValue();
    } else {
      out.number(status.lag().getAsLong());
    }
    out.raw(JsonBuffer.ascii(",\"stale\":"));
    out.bool(status == null || view.freshness(status).mayLackEvents());
    out.raw(JsonBuffer.ascii(",\"readings\":"));
    char before = '{';
    for (Status each : Status.values()) {
      out.raw(before);
      out.raw(JsonBuffer.name(each.name()));
      out.number(view.counts().readings(each));
      before = ',';
    }
    out.raw(JsonBuffer.ascii("}}"));
  }
}
