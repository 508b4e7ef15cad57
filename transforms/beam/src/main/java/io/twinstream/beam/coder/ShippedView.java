package io.twinstream.beam.coder;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Source;
import java.io.Serializable;
import java.util.Objects;

/**
 * A view that travels inside a pipeline: its project and its {@code name@version}.
 *
 * @param project what the view is defined in
 * @param id the view's {@code name@version}
 */
public record ShippedView(ShippedProject project, String id) implements Serializable {
  public ShippedView {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(id, "id");
  }

  /** The view, ready to compute. */
  public CompiledView compiled() {
    return project.view(id);
  }

  /** The source whose events the view takes. */
  public Source source() {
    return project.project().source(project.project().view(id).source());
  }
}
