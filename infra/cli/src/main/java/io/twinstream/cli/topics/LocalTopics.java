package io.twinstream.cli.topics;

import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.local.KafkaBroker;
import java.util.Collection;

/** Creates the topics of a live job on the broker of the local stack. */
public final class LocalTopics {
  private LocalTopics() {}

  /**
   * Creates missing topics; existing ones are not changed.
   *
   * @param views of the job
   * @param letters the topic of dead letters of sources that declare none
   */
  public static void create(
      KafkaBroker kafka, Project project, Collection<String> views, String letters) {
    for (String view : views) {
      WantedTopic.features(project.view(view)).ifPresent(topic -> create(kafka, topic));
      for (String name : project.bases(project.view(view).source())) {
        Source source = project.source(name);
        create(kafka, WantedTopic.events(source));
        create(kafka, WantedTopic.deadLetters(source, letters));
      }
    }
  }

  private static void create(KafkaBroker kafka, WantedTopic wanted) {
    kafka.createTopic(
        wanted.topic().name(),
        wanted.partitions().orElse(PartitionsOption.DEFAULT),
        wanted.inLocalStack().configs());
  }
}
