package io.twinstream.serving.push;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import io.twinstream.features.decode.RecordKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.text.Names;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.kafka.TopicAppender;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.DecidedEvents;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.Shown;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events to the topic of their source: all events of a request, or none if one is wrong.
 */
@Singleton
@Requires(beans = TopicAppender.class)
final class PushService {
  private static final Logger LOG = LoggerFactory.getLogger(PushService.class);
  private static final int MOST_TOLD = 10;

  private final ServedDefinitions definitions;
  private final TopicAppender log;
  private final Repeated lines = new Repeated();

  PushService(ServedDefinitions definitions, TopicAppender log) {
    this.definitions = definitions;
    this.log = log;
  }

  /**
   * Appends events.
   *
   * @param name of the source
   * @param records one JSON object each, appended unchanged
   * @return partition and offset of each, when the broker has acknowledged all of them
   */
  CompletionStage<List<TopicAppender.Appended>> push(String name, List<byte[]> records) {
    ServedProject served = definitions.current();
    Project project = served.project();
    Source source = project.sources().get(name);
    if (source == null) {
      throw ProblemException.notFound(
          Names.unknown("source", Shown.text(name), project.sources().keySet()));
    }
    List<Event> decoded = decode(served.events(), name, records);
    RecordKey key = RecordKey.of(project, source);
    List<CompletableFuture<TopicAppender.Appended>> appends = new ArrayList<>(decoded.size());
    for (int i = 0; i < decoded.size(); i++) {
      Event event = decoded.get(i);
      appends.add(
          log.append(source.topic(), key.of(event), records.get(i), event.known())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(appends.toArray(new CompletableFuture<?>[0]))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw refusal(source, appends, failure);
              }
              return appends.stream().map(CompletableFuture::join).toList();
            });
  }

  private static List<Event> decode(DecidedEvents events, String source, List<byte[]> records) {
    List<Event> decoded = new ArrayList<>(records.size());
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      try {
        decoded.add(events.decode(source, records.get(i)).event());
      } catch (ProblemException e) {
        wrong.add(records.size() == 1 ? e.getMessage() : "[" + i + "]: " + e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      String more = wrong.size() > MOST_TOLD ? " … " + wrong.size() + " in all" : "";
      throw ProblemException.badRequest(
          "nothing was appended: "
              + String.join("; ", wrong.subList(0, Math.min(MOST_TOLD, wrong.size())))
              + more);
    }
    return decoded;
  }

  private ProblemException refusal(
      Source source, List<CompletableFuture<TopicAppender.Appended>> appends, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    long done = appends.stream().filter(append -> !append.isCompletedExceptionally()).count();
    if (done == 0 && TopicAppender.isMissingTopic(cause)) {
      return ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "nothing was appended: the topic '%s' of source '%s' does not exist; "
                  .formatted(source.topic(), source.name())
              + "twinstream stream run creates it on the local stack, elsewhere ask the "
              + "brokers' administrator");
    }
    if (!(cause instanceof RejectedExecutionException)) {
      lines.pass(
          source.topic(),
          left ->
              LOG.warn(
                  "cannot push to {}: {}{}", source.topic(), log.told(cause), Repeated.told(left)));
    }
    if (done == 0 && TopicAppender.isRefused(cause)) {
      return ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "nothing was appended: the brokers refuse this server; its log has the reason");
    }
    if (done == 0 && TopicAppender.isUnresolved(cause)) {
      return ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "nothing was appended: the names of the brokers cannot be resolved; try again, and see"
              + " the server's log");
    }
    return ProblemException.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "%d of %d events were acknowledged, the others may or may not be on the topic: %s"
            .formatted(
                done,
                appends.size(),
                source.dedupe()
                    ? "send all of them again, each counts once"
                    : "events that are sent again may count twice, because the source "
                        + "has no dedupe: true"));
  }
}
