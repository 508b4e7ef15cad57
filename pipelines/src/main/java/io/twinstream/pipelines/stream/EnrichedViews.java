package io.twinstream.pipelines.stream;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.pipelines.kafka.TopicRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The views of a live job whose sources are enriched, and what they need: events in the order in
 * which they became known.
 *
 * @param project the definitions
 * @param views those of enriched sources
 */
record EnrichedViews(Project project, List<View> views) {
  static EnrichedViews of(Project project, List<String> ids) {
    return new EnrichedViews(
        project, ids.stream().map(project::view).filter(project::isEnriched).toList());
  }

  /**
   * Returns a hash of the layout of what a checkpoint has for a view: its states and, of an
   * enriched source or of changes, all fields of the events that steps before them keep.
   */
  static long layout(ShippedProject project, String view) {
    long states = project.view(view).fingerprint();
    Project of = project.project();
    if (!of.isEnriched(of.view(view)) && !of.isOfChanges(of.view(view))) {
      return states;
    }
    StringBuilder text = new StringBuilder().append(states);
    List<String> sources = new ArrayList<>(project.sources(List.of(view)));
    sources.addAll(project.enriched(List.of(view)));
    for (String name : sources) {
      Source source = of.source(name);
      text.append('\n').append(name).append(' ').append(source.eventId());
      text.append(' ').append(source.resolution()).append(' ').append(source.schema().fields());
    }
    return Hashing.xxh3_64().hashCharsToLong(text);
  }

  /**
   * Requires that the job has no such view.
   *
   * @throws IllegalArgumentException if it has one
   */
  void requireNone() {
    project.requireNotEnriched(
        views,
        "a live job cannot begin it with an archive; start a job of its own with --views, without"
            + " --bootstrap: it reads the topics from their beginning");
  }

  /**
   * Requires that brokers set the timestamps of all topics.
   *
   * @throws IllegalArgumentException if producers set those of one
   */
  void requireOrder(Map<String, TopicRead> topics) {
    for (View view : views) {
      for (String source : project.bases(view.source())) {
        if (!topics.get(source).logAppendTime()) {
          throw new IllegalArgumentException(
              ("view '%s' is of the enriched source '%s', which needs the order in which events"
                      + " became known, but producers set the timestamps of topic '%s': set its"
                      + " message.timestamp.type to LogAppendTime")
                  .formatted(view.id(), view.source(), topics.get(source).topic().name()));
        }
      }
    }
  }
}
