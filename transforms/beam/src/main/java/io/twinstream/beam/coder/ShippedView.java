package io.twinstream.beam.coder;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Source;
import java.io.Serializable;
import java.util.Objects;

/**
 * A view that travels inside a pipeline: its project and its {@code name@version}.
 *
 * @param project the project that defines the view
 * @param id the {@code name@version} of the view
 */
public record ShippedView(ShippedProject project, String id) implements Serializable {
  public ShippedView {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(id, "id");
  }

  /** Returns the compiled view. */
  public CompiledView compiled() {
    return project.view(id);
  }

  /** Returns the source of the view. */
  public Source source() {
    return project.project().source(project.project().view(id).source());
  }
}
