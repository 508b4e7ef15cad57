package io.twinstream.serving.feature;

import com.fasterxml.jackson.core.io.SerializedString;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.StateFormatException;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.ViewStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view of the project, ready to be read. */
final class ServedView {
  private static final Logger LOG = LoggerFactory.getLogger(ServedView.class);

  private final CompiledView compiled;
  private final ViewKey key;
  private final boolean keyIsLong;
  private final long freshness;
  private final SerializedString name;
  private final SerializedString fingerprint;

  ServedView(Project project, View view) {
    compiled = CompiledView.of(project, view);
    key = new ViewKey(project.name(), view.id());
    String field = project.entity(view.entity()).key();
    keyIsLong =
        project.source(view.source()).schema().field(field).type().kind() == FieldType.Kind.LONG;
    freshness = view.freshness().toMillis();
    name = new SerializedString(view.id());
    fingerprint = new SerializedString("%016x".formatted(compiled.fingerprint()));
  }

  ViewKey key() {
    return key;
  }

  String entity() {
    return compiled.view().entity();
  }

  SerializedString name() {
    return name;
  }

  SerializedString fingerprint() {
    return fingerprint;
  }

  /**
   * An entity's id as the pipeline writes it.
   *
   * @throws ProblemException if no event can have it
   */
  String requireId(String id) {
    if (id.isEmpty()) {
      throw ProblemException.badRequest("the id of " + entity() + " is empty");
    }
    if (keyIsLong) {
      try {
        return Long.toString(Long.parseLong(id));
      } catch (NumberFormatException e) {
        throw ProblemException.badRequest(
            "the ids of " + entity() + " are integers, '" + Shown.text(id) + "' is none");
      }
    }
    return id;
  }

  /** Evaluates what the store holds of an entity; null where it holds nothing. */
  ViewReading read(StoredState stored, ViewStatus status, long now) {
    EntityState state;
    try {
      state = stored == null ? compiled.empty() : compiled.decode(stored.bytes());
    } catch (StateFormatException e) {
      LOG.error("{}: {}", key, e.getMessage());
      return new ViewReading(this, Status.ERROR, status, now, stored.newest(), null);
    }
    long asOf = Math.max(now, state.newest());
    FeatureRow row = compiled.evaluate(state, asOf);
    return new ViewReading(this, status(state, status, asOf), status, asOf, state.newest(), row);
  }

  private Status status(EntityState state, ViewStatus status, long asOf) {
    if (status.progress().isEmpty()
        || status.progress().get().known() < status.askedAt() - freshness) {
      return Status.STALE;
    }
    Presence presence = compiled.presence(state, asOf);
    return switch (presence) {
      case MISSING -> Status.MISSING;
      case EXPIRED -> Status.EXPIRED;
      case PRESENT -> Status.PRESENT;
    };
  }
}
