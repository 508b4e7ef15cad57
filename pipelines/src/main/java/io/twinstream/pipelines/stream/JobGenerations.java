package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Project;
import io.twinstream.pipelines.kafka.LiveInput;
import io.twinstream.pipelines.online.BegunGenerations;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Begins the generations of a fresh live job, or finds those of a restored one.
 *
 * @param bootstrapServers the brokers that have the topic of erasures
 */
record JobGenerations(ShippedProject project, String bootstrapServers, OnlineStore store) {

  /** Begins a generation for each view; returns them by view. */
  Map<String, Generation> begin(
      Map<String, Long> eventsFrom, LiveInput input, BegunGenerations begun) {
    Project of = project.project();
    Erasures.again(of, bootstrapServers, store);
    Map<String, Generation> generations = new LinkedHashMap<>();
    eventsFrom.forEach(
        (view, from) -> {
          Generation generation =
              Generations.begin(
                  store,
                  new ViewKey(of.name(), view),
                  project.view(view).fingerprintText(),
                  from,
                  input.beginsAt(of.base(of.view(view).source())));
          begun.add(generation);
          generations.put(view, generation);
        });
    return generations;
  }

  /** Returns the generations of a checkpoint by view. */
  Map<String, Generation> restored(JobManifest checkpoint) {
    Project of = project.project();
    Erasures.again(of, bootstrapServers, store); // The store may have been emptied since.
    Map<String, Generation> generations = new LinkedHashMap<>();
    checkpoint
        .generations()
        .forEach(
            (view, number) ->
                generations.put(view, new Generation(new ViewKey(of.name(), view), number)));
    return generations;
  }
}
