package io.twinstream.serving.score;

import static io.twinstream.serving.json.JsonInput.require;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.DecidedEvents;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.RequestFields;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.serving.reading.Shown;
import io.twinstream.serving.reading.SourceEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Resolves the bodies of {@code POST /score} and {@code POST /score/batch} into requests. */
@Singleton
final class ScoreRequestReader {
  private static final int MAX_ROWS_WITH_REASONS = 10;

  private final Models models;
  private final Scorings scorings;
  private final int maxRows;

  ScoreRequestReader(Models models, Scorings scorings, ServingConfiguration configuration) {
    this.models = models;
    this.scorings = scorings;
    this.maxRows = configuration.maxRows();
  }

  /**
   * Parses and resolves a request.
   *
   * @param many whether the body has a list of rows
   * @param version of the requested model; null for the model of the entity
   * @throws ProblemException if the body is malformed, or names something unknown
   */
  ScoreRequest read(byte[] body, boolean many, String version) {
    RawRequest raw = many ? RawRequest.many(body, maxRows) : RawRequest.one(body);
    require(raw.service != null || raw.model != null, "\"service\" or \"model\" is missing");
    Optional<ServedModel> named = Optional.ofNullable(raw.model).map(this::model);
    Scorings.Written written = scorings.current();
    ServedProject served = written.served();
    FeatureList list =
        served.lists().service(raw.service != null ? raw.service : named.orElseThrow().service());
    String service = id(served, list);
    Scoring scoring = scorings.of(written, service, named);
    Optional<ServedModel> wanted =
        version == null ? named : Optional.of(version(scoring, raw.model, version));
    if (wanted.isPresent() && !wanted.get().service().equals(service)) {
      throw ProblemException.badRequest(
          "model %s was trained for service %s, not %s"
              .formatted(wanted.get().id(), wanted.get().service(), service));
    }
    boolean reasons = raw.include.contains("reasons");
    require(
        !reasons || raw.rows.size() <= MAX_ROWS_WITH_REASONS,
        "ask for reasons of at most " + MAX_ROWS_WITH_REASONS + " rows at once");
    List<EntityRow> rows = new ArrayList<>(raw.rows.size());
    for (RawRequest.Row row : raw.rows) {
      rows.add(row(served, list, row));
    }
    return new ScoreRequest(
        scoring,
        list,
        rows,
        wanted.map(ServedModel::id),
        raw.include.contains("features"),
        reasons,
        many);
  }

  private static String id(ServedProject served, FeatureList list) {
    return served.project().services().keySet().stream()
        .filter(id -> served.lists().service(id) == list)
        .findFirst()
        .orElseThrow();
  }

  private ServedModel model(String name) {
    return models
        .current()
        .find(name)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    Names.unknown("model", Shown.text(name), models.current().names())));
  }

  /** This version of the named model, or of the only model of the service. */
  private ServedModel version(Scoring scoring, String model, String version) {
    List<String> names =
        model != null
            ? List.of(name(model))
            : scoring.models().stream().map(ScoreRequestReader::name).distinct().toList();
    require(
        names.size() == 1,
        "X-Model-Version is ambiguous; name the model in \"model\": one of " + names);
    return model(names.get(0) + "@" + version);
  }

  private static String name(String model) {
    int at = model.indexOf('@');
    return at < 0 ? model : model.substring(0, at);
  }

  private static EntityRow row(ServedProject served, FeatureList list, RawRequest.Row raw) {
    raw.entities.keySet().forEach(served.lists()::requireEntity);
    FeatureRow given = RequestFields.of(list.compiled(), raw.request);
    if (raw.event == null) {
      require(raw.source == null, "\"source\" requires \"event\"");
      require(raw.known == null, "\"known\" requires \"event\"");
      return list.row(raw.entities, given);
    }
    SourceEvent event = event(served, list.compiled(), raw);
    FeatureRow request = served.events().request(list, event);
    for (int i = 0; i < given.size(); i++) {
      if (!given.isNull(i)) {
        request.set(i, given, i);
      }
    }
    return list.row(raw.entities, request, event);
  }

  private static SourceEvent event(
      ServedProject served, CompiledService service, RawRequest.Row raw) {
    DecidedEvents events = served.events();
    String source = source(served.project(), service, raw.source);
    if (raw.known == null) {
      return events.decode(source, raw.event);
    }
    try {
      return events.decode(source, raw.event, Instant.parse(raw.known).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw ProblemException.badRequest(
          "\"known\" must be an instant such as 2026-03-01T12:00:00Z, not '%s'"
              .formatted(Shown.text(raw.known)));
    }
  }

  private static String source(Project project, CompiledService service, String given) {
    List<String> sources =
        service.views().stream()
            .filter(view -> !project.isOfTable(view))
            .map(View::source)
            .distinct()
            .toList();
    require(
        given != null || sources.size() == 1,
        "the service reads " + sources + ": name the event's source in \"source\"");
    return given != null ? given : sources.get(0);
  }
}
