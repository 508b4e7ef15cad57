package io.twinstream.cli.definitions;

import io.twinstream.features.change.Change;
import io.twinstream.features.change.Changes;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.load.RegisteredSchemas;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes between given definitions and the applied ones. */
final class DefinitionsPlan {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final OnlineStore store;
  private final Map<String, String> texts;
  private final Project project;
  private final Optional<AppliedDefinitions> applied;
  private final List<Change> changes;

  /**
   * Reads both.
   *
   * @throws DefinitionException with all problems of the given definitions
   */
  DefinitionsPlan(OnlineStore store, Path path, RegisteredSchemas registry) {
    this.store = store;
    this.project = Definitions.load(path, registry);
    this.texts = Definitions.texts(path);
    this.applied = Await.within(DEADLINE, store.definitions().applied(project.name()));
    this.changes = applied.isEmpty() ? List.of() : changes(applied.get());
  }

  private List<Change> changes(AppliedDefinitions now) {
    return Changes.between(Definitions.parse(now.files()), project);
  }

  /** Whether there is nothing to apply. */
  boolean isEmpty() {
    return applied.isPresent() && applied.get().fingerprint().equals(fingerprint());
  }

  long incompatible() {
    return changes.stream().filter(change -> change.incompatible().isPresent()).count();
  }

  void print(PrintWriter out) {
    if (applied.isEmpty()) {
      out.printf("project %s: nothing is applied yet%n", project.name());
    } else {
      out.printf(
          "project %s: number %d is applied, fingerprint %s%n",
          project.name(), applied.get().number(), applied.get().fingerprint());
    }
    changes.forEach(change -> out.println("  " + change.toString().replace("\n", "\n  ")));
    if (isEmpty()) {
      out.println("no changes");
    } else {
      out.printf(
          "fingerprint %s: %d change(s), %d incompatible%n",
          fingerprint(), changes.size(), incompatible());
    }
    out.flush();
  }

  private String fingerprint() {
    return ProjectJson.fingerprint(project);
  }

  /**
   * Applies the given definitions.
   *
   * @param at in milliseconds since 1970
   * @return their number; empty if another user applied a change meanwhile
   */
  Optional<Long> apply(long at) {
    long number = applied.map(AppliedDefinitions::number).orElse(0L) + 1;
    AppliedDefinitions next = new AppliedDefinitions(number, fingerprint(), at, texts);
    return Await.within(DEADLINE, store.definitions().apply(project.name(), next))
        ? Optional.of(number)
        : Optional.empty();
  }
}
