package io.twinstream.beam.coder;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A project that travels inside a pipeline. Only its definitions are serialized; each process
 * compiles a view once, and all steps that use the view share it.
 */
public final class ShippedProject implements Serializable {
  private static final long serialVersionUID = 1;

  /** One per distinct set of definitions in this process; there are few of them. */
  private static final ConcurrentMap<ByteBuffer, ShippedProject> ARRIVED =
      new ConcurrentHashMap<>();

  private final byte[] form;
  private transient Project project;
  private transient ConcurrentMap<String, CompiledView> views;

  private ShippedProject(byte[] form) {
    this.form = form;
  }

  public static ShippedProject of(Project project) {
    return arrived(DefinitionForm.toBytes(project));
  }

  private static ShippedProject arrived(byte[] form) {
    return ARRIVED.computeIfAbsent(ByteBuffer.wrap(form), key -> unpack(form));
  }

  private static ShippedProject unpack(byte[] form) {
    ShippedProject shipped = new ShippedProject(form);
    shipped.project = (Project) DefinitionForm.fromBytes(form);
    shipped.views = new ConcurrentHashMap<>();
    return shipped;
  }

  public Project project() {
    return project;
  }

  /**
   * Returns a compiled view of the project.
   *
   * @param id {@code name@version}
   */
  public CompiledView view(String id) {
    return views.computeIfAbsent(id, key -> CompiledView.of(project, project.view(key)));
  }

  /** Returns the sources of views, in the order of the views. */
  public Set<String> sources(List<String> ids) {
    Set<String> sources = new LinkedHashSet<>();
    for (String id : ids) {
      sources.add(project.view(id).source());
    }
    return sources;
  }

  private Object readResolve() {
    return arrived(form);
  }
}
