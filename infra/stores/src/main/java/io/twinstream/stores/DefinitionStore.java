package io.twinstream.stores;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The definitions of projects: those that jobs run with, and those that servers serve. */
public interface DefinitionStore {
  /** Publishes the definitions that a job of the project runs with. */
  CompletionStage<Void> publish(String project, PublishedDefinitions definitions);

  /** Returns the definitions that were published last. */
  CompletionStage<Optional<PublishedDefinitions>> published(String project);

  /** Returns the definitions that the servers of a project serve; empty if none were applied. */
  CompletionStage<Optional<AppliedDefinitions>> applied(String project);

  /**
   * Returns the definitions that the servers of a project serve, blocking.
   *
   * @throws StoreException if none were applied
   */
  default AppliedDefinitions requireApplied(String project, Duration deadline) {
    return Await.within(deadline, applied(project))
        .orElseThrow(
            () ->
                new StoreException(
                    "no definitions of project '"
                        + project
                        + "' are applied; run twinstream apply --definitions PATH",
                    null));
  }

  /**
   * Replaces the definitions of a project, if the applied ones still have the preceding number.
   *
   * @return whether these are applied now
   */
  CompletionStage<Boolean> apply(String project, AppliedDefinitions next);
}
