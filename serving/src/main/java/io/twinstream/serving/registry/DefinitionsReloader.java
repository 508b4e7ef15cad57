package io.twinstream.serving.registry;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.View;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.FeatureException;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves newly applied definitions without a restart, and lets a bare name mean a new version of a
 * view once its pipeline has caught up. Definitions that cannot be served are logged, and not tried
 * again until others are applied.
 */
@Singleton
final class DefinitionsReloader {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionsReloader.class);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String NAME = "take-up";

  private final ServedDefinitions definitions;
  private final OnlineStore store;
  private final ViewStatuses statuses;
  private final Optional<String> follows;
  private volatile Refused refused;
  private final ScheduledExecutorService thread;

  private record Refused(String fingerprint, String problem) {}

  DefinitionsReloader(
      ServedDefinitions definitions,
      OnlineStore store,
      ViewStatuses statuses,
      ServingConfiguration serving,
      DefinitionsReloaderConfiguration configuration,
      Background background) {
    this.definitions = definitions;
    this.store = store;
    this.statuses = statuses;
    this.follows = serving.appliedProject();
    long every = configuration.every().toMillis();
    Runnable look = background.guarded(NAME, this::look);
    look.run(); // So that the first answer already uses the right versions.
    thread = Executors.newSingleThreadScheduledExecutor(background.threads(NAME));
    var unused = thread.scheduleWithFixedDelay(look, every, every, TimeUnit.MILLISECONDS);
  }

  /** Why these definitions are not served; empty if they can be. */
  Optional<String> problem(AppliedDefinitions applied) {
    return Optional.ofNullable(refused)
        .filter(last -> last.fingerprint().equals(applied.fingerprint()))
        .map(Refused::problem);
  }

  private void look() {
    try {
      ServedProject served = definitions.current();
      Project project = applied(served);
      Set<String> caughtUp = caughtUp(project, served.caughtUp());
      if (project != served.project() || !caughtUp.equals(served.caughtUp())) {
        take(project, caughtUp);
      }
    } catch (StoreException e) {
      LOG.debug("definitions unchanged: {}", e.getMessage()); // and tried again at the next run
    }
  }

  /**
   * The applied definitions; the served ones if they are equal, or the applied ones cannot be used.
   */
  private Project applied(ServedProject served) {
    Optional<AppliedDefinitions> applied =
        follows.flatMap(name -> Await.within(DEADLINE, store.definitions().applied(name)));
    if (applied.isEmpty()
        || applied.get().fingerprint().equals(served.fingerprint())
        || problem(applied.get()).isPresent()) {
      return served.project();
    }
    try {
      return Definitions.parse(applied.get().files());
    } catch (DefinitionException e) {
      refuse(applied.get().fingerprint(), e.getMessage());
      return served.project();
    }
  }

  private void take(Project project, Set<String> caughtUp) {
    try {
      definitions.take(project, caughtUp);
      LOG.info(
          "definitions: {} serves fingerprint {}, bare names mean {}",
          project.name(),
          definitions.current().fingerprint(),
          caughtUp.isEmpty() ? "the latest versions" : "the latest of " + caughtUp);
    } catch (FeatureException e) {
      refuse(ProjectJson.fingerprint(project), e.getMessage());
    }
  }

  private void refuse(String fingerprint, String problem) {
    refused = new Refused(fingerprint, problem);
    LOG.error("definitions unchanged; fingerprint {} is refused: {}", fingerprint, problem);
  }

  /** The views with several versions whose pipelines are up to date, or were before. */
  private Set<String> caughtUp(Project project, Set<String> before) {
    Map<String, Long> versions =
        project.views().values().stream()
            .collect(Collectors.groupingBy(View::name, Collectors.counting()));
    Set<String> caughtUp = new HashSet<>();
    for (View view : project.views().values()) {
      if (versions.get(view.name()) > 1 && (before.contains(view.id()) || isFresh(project, view))) {
        caughtUp.add(view.id());
      }
    }
    return caughtUp;
  }

  private boolean isFresh(Project project, View view) {
    ViewKey key = new ViewKey(project.name(), view.id());
    ViewStatus status = Await.within(DEADLINE, statuses.of(key));
    String fingerprint = CompiledView.of(project, view).fingerprintText();
    return !status.freshness(view.freshness().toMillis()).mayLackEvents()
        && status.fingerprint().map(fingerprint::equals).orElse(true);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
