package io.twinstream.beam.coder;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.EnrichedSource;
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

  /**
   * Returns the sources that are read for views, in the order of the views: for a view of an
   * enriched source, those that it is made of.
   */
  public Set<String> sources(List<String> ids) {
    Set<String> sources = new LinkedHashSet<>();
    for (String id : ids) {
      sources.addAll(project.bases(project.view(id).source()));
    }
    return sources;
  }

  /** Returns the sources of views, enriched or not, in the order of the views. */
  public Set<String> ownSources(List<String> ids) {
    Set<String> sources = new LinkedHashSet<>();
    for (String id : ids) {
      sources.add(project.view(id).source());
    }
    return sources;
  }

  /** Returns the enriched sources that are made for views. */
  public Set<String> enriched(List<String> ids) {
    Set<String> made = new LinkedHashSet<>();
    ownSources(ids).forEach(source -> enriched(source, made));
    return made;
  }

  private void enriched(String source, Set<String> made) {
    EnrichedSource of = project.enriched().get(source);
    if (of != null && made.add(source)) {
      enriched(of.from(), made);
      of.with().values().forEach(view -> enriched(project.view(view).source(), made));
    }
  }

  private Object readResolve() {
    return arrived(form);
  }
}
