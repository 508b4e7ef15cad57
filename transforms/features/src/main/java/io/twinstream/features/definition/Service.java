package io.twinstream.features.definition;

import java.util.List;

/**
 * A feature service: the ordered list of features that a model reads.
 *
 * @param name without the version
 * @param version from 1
 * @param request the fields that the caller supplies
 * @param features names, {@code view.*} wildcards and derived features, as written
 */
public record Service(String name, int version, Schema request, List<String> features) {
  public Service {
    features = List.copyOf(features);
  }

  /** Returns {@code name@version}. */
  public String id() {
    return name + "@" + version;
  }
}
