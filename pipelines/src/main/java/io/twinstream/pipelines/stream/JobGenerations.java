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
 * The generations that a live job writes: new ones, or those of its checkpoint.
 *
 * @param bootstrapServers where the topic is that keeps who was erased
 */
record JobGenerations(ShippedProject project, String bootstrapServers, OnlineStore store) {

  /** Those of a fresh job, by view. */
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
                  input.beginsAt(of.view(view).source()));
          begun.add(generation);
          generations.put(view, generation);
        });
    return generations;
  }

  /** Those of a job that goes on from a checkpoint, by view. */
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
