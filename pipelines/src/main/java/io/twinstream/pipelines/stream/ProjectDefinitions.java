package io.twinstream.pipelines.stream;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.PublishedDefinitions;
import java.util.concurrent.CompletionStage;

/** Publishes the definitions of a live job, so that clients of the store see what fills it. */
final class ProjectDefinitions {
  private ProjectDefinitions() {}

  static CompletionStage<Void> publish(Project project, OnlineStore store) {
    return store
        .definitions()
        .publish(
            project.name(),
            new PublishedDefinitions(ProjectJson.write(project), ProjectJson.fingerprint(project)));
  }
}
