package io.twinstream.offline.models;

import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import java.util.ArrayList;
import java.util.List;

/** Checks that a model fits the features of a service, by names, order, types and meaning. */
public final class ServiceFit {
  private ServiceFit() {}

  /**
   * Requires that the model was trained on the features of the service.
   *
   * @param id the {@code name@version} of the service
   * @throws ModelException with the difference
   */
  public static void require(ModelCard card, String id, CompiledService service) {
    List<String> problems = new ArrayList<>();
    if (!card.service().equals(id)) {
      problems.add("it was trained for service " + card.service() + ", not for " + id);
    }
    requireNumbers(problems, id, service);
    List<String> inputs = ModelInputs.names(service);
    boolean same = card.features().equals(inputs);
    if (!same) {
      problems.add(difference(card.features(), id, inputs));
    } else if (!card.fingerprint().equals(service.fingerprint())) {
      problems.add(
          "its features have the names of "
              + id
              + "'s but other definitions: trained on fingerprint "
              + card.fingerprint()
              + ", served is "
              + service.fingerprint()
              + "; train it again, or serve the definitions that it was trained on");
    }
    if (!problems.isEmpty()) {
      throw new ModelException("model " + card.id() + ": " + String.join("; ", problems));
    }
  }

  /**
   * Adds a problem for each feature that cannot be part of a row of floats.
   *
   * @param problems receives the problems
   */
  private static void requireNumbers(List<String> problems, String id, CompiledService service) {
    for (int i = 0; i < service.names().size(); i++) {
      FeatureType type = service.types().get(i);
      String name = service.names().get(i);
      ModelInputs.refusal(type)
          .ifPresent(
              why ->
                  problems.add(
                      "feature '%s' of %s is a %s, %s".formatted(name, id, type.lower(), why)));
    }
  }

  private static String difference(List<String> trained, String id, List<String> served) {
    List<String> missing = trained.stream().filter(name -> !served.contains(name)).toList();
    List<String> extra = served.stream().filter(name -> !trained.contains(name)).toList();
    List<String> parts = new ArrayList<>();
    if (!missing.isEmpty()) {
      parts.add("it reads " + String.join(", ", missing) + ", which " + id + " does not have");
    }
    if (!extra.isEmpty()) {
      parts.add("it does not read " + String.join(", ", extra) + ", which " + id + " has");
    }
    if (parts.isEmpty()) {
      int at = 0;
      while (trained.get(at).equals(served.get(at))) {
        at++;
      }
      parts.add(
          "its features are in another order: column %d is %s, %s has %s there"
              .formatted(at, trained.get(at), id, served.get(at)));
    }
    return String.join("; ", parts);
  }
}
