package io.twinstream.serving.score;

import io.twinstream.features.definition.DefinitionException;
import io.twinstream.features.definition.Project;
import io.twinstream.serving.model.Models;
import io.twinstream.serving.model.ServedModel;
import io.twinstream.serving.problem.ProblemException;
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
 * How each service is scored: as the file says, else by the one model that takes its features. The
 * file is read again when it changes; one that is wrong leaves everything as it was.
 */
@Singleton
public final class Scorings {
  private static final Logger LOG = LoggerFactory.getLogger(Scorings.class);

  private final Project project;
  private final Models models;
  private final ScoringConfiguration configuration;
  private volatile Map<String, Scoring> written = Map.of();
  private String text = "";

  /**
   * Reads the file.
   *
   * @throws DefinitionException with all that is wrong with it
   */
  Scorings(Project project, Models models, ScoringConfiguration configuration) {
    this.project = project;
    this.models = models;
    this.configuration = configuration;
    if (configuration.file() != null) {
      text = text(configuration.file());
      written = read();
      models.afterEachLook(this::reload);
    }
  }

  /**
   * The scoring of a service.
   *
   * @param named the model that the caller names, if any
   * @throws ProblemException if it has none
   */
  Scoring of(String service, Optional<ServedModel> named) {
    Scoring found = written.get(service);
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
          "no model takes the features of " + service + "; start with --models FOLDER");
    }
    String names = known.stream().map(ServedModel::name).collect(Collectors.joining(" or "));
    throw ProblemException.badRequest(
        "which model? Name it in \"model\", as " + names + ", or settle it in --scoring FILE");
  }

  private void reload() {
    String now = text(configuration.file());
    if (now.equals(text)) {
      return;
    }
    text = now;
    try {
      written = read();
      LOG.info("scoring: read {} again", configuration.file());
    } catch (DefinitionException e) {
      LOG.error("scoring stays as it was:\n{}", e.getMessage());
    }
  }

  private Map<String, Scoring> read() {
    return new ScoringReader(project, models.current(), configuration.deadline())
        .read(configuration.file());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // The reader tells it better.
    }
  }
}
