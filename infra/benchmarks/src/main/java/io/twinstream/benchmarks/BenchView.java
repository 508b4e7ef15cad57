package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.ViewKey;
import java.io.Serializable;
import java.nio.file.Path;

/** A view, serialized as the path of its definitions and compiled at first use. */
final class BenchView implements Serializable {
  private static final long serialVersionUID = 1;

  private final String definitions;
  private final String id;
  private transient Project project;
  private transient CompiledView compiled;

  BenchView(String definitions, String id) {
    this.definitions = definitions;
    this.id = id;
  }

  Project project() {
    if (project == null) {
      project = Definitions.load(Path.of(definitions));
    }
    return project;
  }

  Source source() {
    return project().source(project().view(id).source());
  }

  CompiledView compiled() {
    if (compiled == null) {
      compiled = CompiledView.of(project(), project().view(id));
    }
    return compiled;
  }

  ViewKey key() {
    return new ViewKey(project().name(), id);
  }
}
