package io.twinstream.verify.scores;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to replay and score.
 *
 * @param definitions a folder, or one file
 * @param project that they define
 * @param serviceId whose features the model reads
 * @param model the ONNX file
 * @param source whose events are scored, and replayed before
 * @param history its files: a file, folder or glob
 * @param from the known time of the first scored event; earlier ones are only replayed
 * @param to the end, exclusive
 * @param label a field of the events that is 0 or 1, for the metrics
 * @param partitions of the topic
 * @param slots the number of subtasks of a step
 * @param heapMegabytes of the task manager, and of the historical job
 */
public record ScorePlan(
    Path definitions,
    Project project,
    String serviceId,
    Path model,
    Source source,
    String history,
    Instant from,
    Instant to,
    Optional<String> label,
    int partitions,
    int slots,
    int heapMegabytes) {

  /** Checks everything that can be checked before the start. */
  public ScorePlan {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("--from " + from + " must be before --to " + to);
    }
    for (View view : views(project, serviceId)) {
      if (!view.source().equals(source.name())) {
        throw new IllegalArgumentException(
            "%s reads %s, whose source is '%s': only services with one source can be replayed"
                .formatted(serviceId, view.id(), view.source()));
      }
      if (view.recentIdentities() == 0) {
        throw new IllegalArgumentException(
            view.id() + " has recent_identities: 0, so scores cannot include the event itself");
      }
    }
    label.ifPresent(field -> requireNumber(source, field));
  }

  private static void requireNumber(Source source, String field) {
    FieldType type = source.schema().field(field).type();
    if (type.kind() != FieldType.Kind.LONG && type.kind() != FieldType.Kind.BOOLEAN) {
      throw new IllegalArgumentException(
          "--label " + field + " is " + type + ", but must be a number that is 0 or 1");
    }
  }

  /** The views that the service reads. */
  List<View> views() {
    return views(project, serviceId);
  }

  private static List<View> views(Project project, String serviceId) {
    return CompiledService.of(project, project.service(serviceId)).views();
  }
}
