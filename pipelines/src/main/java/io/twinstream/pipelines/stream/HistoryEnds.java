package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.pipelines.files.ReadRecords;
import io.twinstream.pipelines.files.WriteStates;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The ends of a bounded run: history files, and files of the final states. Of the states of an
 * entity, the one with the greatest version is final, as in the online store.
 *
 * @param project the definitions
 * @param history files, folders and globs, by source
 * @param states the folder that gets a folder per view
 * @param maxRecordBytes longer records of text files are dead letters
 */
record HistoryEnds(
    ShippedProject project, Map<String, List<String>> history, Path states, int maxRecordBytes)
    implements Ends {

  private static final Comparator<EntityState> VERSION =
      Comparator.comparingLong(EntityState::newest).thenComparingLong(EntityState::count);

  @Override
  public PCollectionTuple read(Pipeline pipeline, String source) {
    return pipeline.apply(
        source + "/ReadRecords",
        ReadRecords.of(project, source, history.get(source), maxRecordBytes));
  }

  @Override
  public void write(String view, PCollection<KV<String, EntityState>> all) {
    all.apply(view + "/Final", Combine.perKey(HistoryEnds::newer))
        .setCoder(all.getCoder())
        .apply(
            view + "/WriteStates",
            WriteStates.of(new ShippedView(project, view), states.resolve(view)));
  }

  private static EntityState newer(EntityState one, EntityState other) {
    return VERSION.compare(one, other) >= 0 ? one : other;
  }
}
