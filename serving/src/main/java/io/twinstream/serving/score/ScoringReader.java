package io.twinstream.serving.score;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.ServiceCondition;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import io.twinstream.serving.model.ModelSet;
import io.twinstream.serving.model.ServedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the scoring file, and reports all its mistakes together. */
final class ScoringReader {
  private static final String[] KEYS = {
    "models", "split_by", "shadow", "threshold", "positive", "negative", "deadline", "fallback"
  };

  private final Project project;
  private final ModelSet models;
  private final Duration deadline;
  private final Problems problems = new Problems();

  /**
   * @param models that the file may name
   * @param deadline of a score if the file gives none
   */
  ScoringReader(Project project, ModelSet models, Duration deadline) {
    this.project = project;
    this.models = models;
    this.deadline = deadline;
  }

  /**
   * The scoring of each service in the file.
   *
   * @throws DefinitionException with all problems
   */
  Map<String, Scoring> read(Path file) {
    Map<String, Scoring> scorings = new LinkedHashMap<>();
    YamlNode.read(file, problems)
        .ifPresent(
            part -> {
              part.allow("a scoring file", "scoring");
              part.need("scoring", "a scoring file", "write scoring: {fraud@1: {models: ...}}");
              Optional<YamlNode> services = part.get("scoring");
              services.ifPresent(
                  all ->
                      all.entries("scoring")
                          .forEach((id, written) -> scorings.put(id, scoring(id, written))));
            });
    problems.throwIfAny();
    return scorings;
  }

  private Scoring scoring(String id, YamlNode part) {
    String what = "the scoring of " + id;
    part.allow(what, KEYS);
    Service service = project.services().get(id);
    if (service == null) {
      problems.addUnknown(part.place(), "service", id, project.services().keySet());
      return null;
    }
    CompiledService compiled = CompiledService.of(project, service);
    Optional<ModelShares> split = split(id, part);
    List<Rule> fallback = new ArrayList<>();
    part.get("fallback")
        .ifPresent(rules -> rules.items().forEach(rule -> fallback.add(rule(compiled, rule))));
    if (split.isEmpty() && fallback.isEmpty()) {
      part.problem(what + " has neither models nor rules", "write models: NAME@VERSION");
    }
    List<String> shadows = new ArrayList<>();
    part.get("shadow")
        .ifPresent(
            written ->
                written.items().forEach(model -> shadows.add(model(id, model, model.text()))));
    return new Scoring(
        id,
        split,
        splitBy(compiled, part, split),
        shadows,
        threshold(part),
        part.text("positive", Scoring.POSITIVE),
        part.text("negative", Scoring.NEGATIVE),
        deadline(part),
        fallback);
  }

  private Optional<ModelShares> split(String service, YamlNode part) {
    Optional<YamlNode> written = part.get("models");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Integer> shares = new LinkedHashMap<>();
    if (written.get().isText()) {
      shares.put(model(service, written.get(), written.get().text()), 100);
    } else {
      written
          .get()
          .entries("models")
          .forEach(
              (name, share) ->
                  shares.put(model(service, share, name), written.get().integer(name, 0, 0, 100)));
    }
    int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != 100) {
      part.problem(
          "models", "the models' shares add up to " + sum + " %", "change them to add up to 100");
    }
    return Optional.of(new ModelShares(service, shares));
  }

  private String model(String service, YamlNode part, String name) {
    Optional<ServedModel> found = models.find(name);
    if (found.isEmpty()) {
      problems.addUnknown(part.place(), "model", name, models.names());
    } else if (!found.get().service().equals(service)) {
      part.problem(
          "model " + name + " was trained for service " + found.get().service(),
          "it cannot score " + service);
    }
    return name;
  }

  private String splitBy(CompiledService service, YamlNode part, Optional<ModelShares> split) {
    List<String> entities = service.views().stream().map(View::entity).distinct().toList();
    String given = part.text("split_by", entities.size() == 1 ? entities.get(0) : "");
    boolean needed = split.isPresent() && split.get().models().size() > 1;
    if (given.isEmpty() && needed) {
      part.problem(
          "split_by is missing: the features have several entities",
          "write split_by: " + entities.get(0));
    } else if (!given.isEmpty() && !entities.contains(given)) {
      problems.addUnknown(part.placeOf("split_by"), "entity of the service", given, entities);
    }
    return given;
  }

  private static OptionalDouble threshold(YamlNode part) {
    return part.get("threshold").map(ScoringReader::number).orElse(OptionalDouble.empty());
  }

  private Duration deadline(YamlNode part) {
    Duration given = part.duration("deadline", deadline);
    if (given.isZero()) {
      part.problem("deadline", "the deadline must be longer than 0s", "write deadline: 50ms");
    }
    return given;
  }

  private static Rule rule(CompiledService service, YamlNode part) {
    part.allow("a rule", "when", "score", "reason");
    part.need("score", "a rule", "write {when: \"request.amount > 1000\", score: 0.9}");
    Optional<ServiceCondition> when = Optional.empty();
    String reason = "otherwise";
    if (part.get("when").isPresent()) {
      String condition = part.text("when", "");
      reason = condition;
      try {
        when = Optional.of(ServiceCondition.compile(service, condition));
      } catch (ExpressionException e) {
        part.problem("when", "'" + condition + "': " + e.where(), e.hint());
      }
    }
    double score =
        part.get("score").map(ScoringReader::number).orElse(OptionalDouble.of(0)).orElse(0);
    return new Rule(when, score, part.text("reason", reason));
  }

  private static OptionalDouble number(YamlNode part) {
    try {
      double value = Double.parseDouble(part.text());
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    part.problem("'" + part.text() + "' is not a number", "write 0.5");
    return OptionalDouble.empty();
  }
}
