package io.twinstream.serving.score;

import io.twinstream.features.text.DefinitionException;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the scoring of each service: that of the file, or else the only model that was trained
 * for it. The file is read again when it changes; if it has mistakes, the scoring does not change.
 */
@Singleton
public final class Scorings {
  private static final Logger LOG = LoggerFactory.getLogger(Scorings.class);

  private final ServedDefinitions definitions;
  private final Models models;
  private final ScoringConfiguration configuration;
  private volatile Written written;
  private String text = "";

  /**
   * The content of the file, for the definitions that it was read with.
   *
   * @param scorings by service
   */
  record Written(ServedProject served, Map<String, Scoring> scorings) {}

  /**
   * Reads the file.
   *
   * @throws DefinitionException with all mistakes in it
   */
  Scorings(ServedDefinitions definitions, Models models, ScoringConfiguration configuration) {
    this.definitions = definitions;
    this.models = models;
    this.configuration = configuration;
    if (configuration.file() != null) {
      text = text(configuration.file());
      models.afterEachLook(this::reload);
    }
    written = read(definitions.current());
    definitions.follow(this::take);
  }

  /** The scoring with its definitions, which requests for scores use together. */
  Written current() {
    return written;
  }

  /**
   * The scoring of a service.
   *
   * @param named the model that the caller names, if any
   * @throws ProblemException if the service has none
   */
  Scoring of(Written written, String service, Optional<ServedModel> named) {
    Scoring found = written.scorings().get(service);
    if (found != null) {
      return found;
    }
    if (named.isPresent()) {
      return Scoring.by(service, named.get().name(), configuration.deadline());
    }
    List<ServedModel> known = models.current().of(service);
    if (known.size() == 1) {
      return Scoring.by(service, known.get(0).name(), configuration.deadline());
    }
    if (known.isEmpty()) {
      throw ProblemException.notFound(
          "no model was trained for service " + service + "; " + loaded());
    }
    String names = known.stream().map(ServedModel::name).collect(Collectors.joining(" or "));
    throw ProblemException.badRequest(
        "several models fit; name one in \"model\", such as "
            + names
            + ", or choose one in --scoring FILE");
  }

  /** The loaded models, or why there are none, for a message. */
  private String loaded() {
    String loaded =
        models.current().all().stream()
            .map(model -> model.id() + " for service " + model.service())
            .collect(Collectors.joining(", "));
    if (!loaded.isEmpty()) {
      return "loaded are: " + loaded;
    }
    return models.problems().isEmpty()
        ? "no model is loaded: start with --models FOLDER"
        : "no model is loaded: see the server's log";
  }

  private synchronized void reload() {
    String now = text(configuration.file());
    if (now.equals(text)) {
      return;
    }
    text = now;
    try {
      written = read(definitions.current());
      LOG.info("scoring: read {} again", configuration.file());
    } catch (DefinitionException e) {
      LOG.error("scoring unchanged, the file has mistakes:\n{}", e.getMessage());
    }
  }

  private synchronized void take(ServedProject served) {
    try {
      written = read(served);
    } catch (DefinitionException e) {
      LOG.error(
          "scores still use the earlier definitions, {}, because {} does not fit the new ones\n{}",
          written.served().fingerprint(),
          configuration.file(),
          e.getMessage());
    }
  }

  private Written read(ServedProject served) {
    return configuration.file() == null
        ? new Written(served, Map.of())
        : new Written(
            served,
            new ScoringReader(served.project(), models.current(), configuration.deadline())
                .read(configuration.file()));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // Loading reports the mistake with more detail.
    }
  }
}
